/** Characters that give a command line a meaning beyond its words. */
const SHELL = /[;&|<>`$(){}*?!#~\n\\]/;
/** Pieces that stand together, some of them in quotes. */
const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;
const QUOTED = /'([^']*)'|"([^"]*)"/g;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/;

export interface PlainWords {
  readonly environment: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** A command line as its words; null when a shell would do more with it than to split it. Patterns in quotes are words. */
export function plainWords(line: string): PlainWords | null {
  const unquoted = line.replace(/'[^']*'/g, '').replace(/"[^"$`\\]*"/g, '');
  if (SHELL.test(unquoted) || /['"]/.test(unquoted)) {
    return null;
  }
  const words = [...line.matchAll(WORD)].map(([word]) => word.replace(QUOTED, (_piece, single?: string, double?: string) => single ?? double ?? ''));
  const environment: Record<string, string> = {};
  let first = 0;
  for (; first < words.length; first += 1) {
    const [, name, value] = ASSIGNMENT.exec(words[first] ?? '') ?? [];
    if (name !== undefined && value !== undefined) {
      environment[name] = value;
    } else if (words[first] !== 'cross-env') {
      break;
    }
  }
  return { environment, words: words.slice(first) };
}

/** A command as a person would type it. What is set for it is part of it: that may start programs, too. */
export function commandLine(environment: Readonly<Record<string, string>>, words: readonly string[]): string {
  return [...Object.entries(environment).map(([name, value]) => `${name}=${value === '' ? '' : quoted(value)}`), ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
