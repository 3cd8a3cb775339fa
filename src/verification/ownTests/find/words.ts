/** Characters that give a command line a meaning beyond its words. */
const SHELL = /[;&|<>`$(){}*?!#~\n\\]/;
const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;
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
  const words = [...line.matchAll(WORD)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
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

/** Words as a person would type them. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
