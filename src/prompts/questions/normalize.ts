import type { QuestionReading } from './form';
import { readAmount, type Amount } from './numbers';

/** An answer in a form in which answers that mean the same are the same. */
export interface NormalAnswer {
  readonly key: string;
  /** The answer for people, without markup. */
  readonly shown: string;
  /** Null where it is no quantity. */
  readonly amount: Amount | null;
}

const BRACKETS = /^(?:\((.*)\)|\[(.*)\]|"(.*)"|'(.*)'|“(.*)”|‘(.*)’|«(.*)»)$/s;

/** Answers that mean the same have the same key: `1,000`, `1000.0` and `$1000$`; `Yes.` and `yes`; `(B)` and option B's text. */
export function normalizeAnswer(raw: string, { kind, options }: Pick<QuestionReading, 'kind' | 'options'>): NormalAnswer {
  const shown = withoutMarkup(raw);
  const option = optionOf(shown, options);
  if (option !== null) {
    return { key: `option:${option.letter}`, shown: `${option.letter}) ${option.text}`, amount: null };
  }
  const yesNo = yesOrNo(shown, kind === 'yes-no');
  if (yesNo !== null) {
    return { key: `answer:${yesNo}`, shown: yesNo === 'yes' ? 'Yes' : 'No', amount: null };
  }
  const amount = readAmount(rightSide(shown));
  return amount === null
    ? { key: `text:${textKey(shown)}`, shown, amount: null }
    : { key: `number:${amount.value} ${amount.unit}`, shown: rightSide(shown), amount };
}

/** Markdown, LaTeX, quotes and the full stop around an answer. */
export function withoutMarkup(raw: string): string {
  let text = raw.normalize('NFC').trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = withoutLatex(text)
      .replace(/\*\*|__|`/g, '')
      .replace(/^[\s*#>:=]+|[\s*,;]+$/g, '')
      .replace(/(?<=[^.])\.$/, '')
      .replace(/\s+/g, ' ')
      .trim();
    text = withoutBrackets(text);
  }
  return text;
}

function withoutBrackets(text: string): string {
  const inner = BRACKETS.exec(text)?.slice(1).find((part) => part !== undefined);
  // `(1) or (2)` and `[1], [2]` are no bracketed whole, and `[1, 2]` is a list.
  return inner === undefined || /[()[\]"“”,]/.test(inner) || inner === '' ? text : inner;
}

function withoutLatex(text: string): string {
  return text
    .replace(/\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}/g, '$1')
    .replace(/\\(?:text|mathrm|mathbf|textbf|operatorname)\{([^{}]*)\}/g, '$1')
    .replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\(?:times|cdot)(?![a-z])/g, '*')
    .replace(/\\(log|ln|sqrt|pi|sin|cos)(?![a-z])/g, '$1')
    .replace(/\\([%$#&_{}])/g, '$1')
    .replace(/\\[()[\]]|\\[,;! ]|\\(?:left|right)(?![a-z])/g, ' ')
    .replace(/\$\$/g, ' ')
    // A dollar sign in front of a number alone is money; a pair of them is mathematics.
    .replace(/\$([^$]+)\$/g, '$1');
}

function optionOf(text: string, options: QuestionReading['options']): QuestionReading['options'][number] | null {
  if (options.length === 0) {
    return null;
  }
  const letter = /^(?:option|choice|answer)?\s*\(?([A-Za-z])\)?(?:$|[).:,]|\s+[-–—]\s|\s*$)/i.exec(text)?.[1]?.toUpperCase();
  const byText = options.filter((option) => textKey(withoutMarkup(option.text)) === textKey(text));
  return options.find((option) => option.letter === letter) ?? (byText.length === 1 ? (byText[0] ?? null) : null);
}

/** `Yes, because …` is a yes; what is true of a yes-or-no question is one, too. */
function yesOrNo(text: string, isAsked: boolean): 'yes' | 'no' | null {
  const word = /^(yes|no|true|false)\b(?=$|[\s.,;:!-])/i.exec(text)?.[1]?.toLowerCase();
  const rest = text.slice(word?.length ?? 0).trim();
  if (word === undefined || (!isAsked && !/^(?:$|[.,;:!])/.test(rest))) {
    return null;
  }
  if (word === 'true' || word === 'false') {
    return isAsked ? (word === 'true' ? 'yes' : 'no') : null;
  }
  return word as 'yes' | 'no';
}

/** `x = 5` and `12 * 7 = 84` come to what is on the right. */
function rightSide(text: string): string {
  const [, right] = /^[^=<>!]*[^=<>!\s]\s*=\s*([^=]+)$/.exec(text) ?? [];
  return right === undefined || readAmount(right) === null ? text : right.trim();
}

function textKey(text: string): string {
  const key = text.normalize('NFKC').toLowerCase().replace(/[“”"'‘’`]/g, '').replace(/^(?:the|an?)\s+/, '').replace(/\s*([,;:])\s*/g, '$1 ').replace(/\s+/g, ' ').replace(/[.!?]+$/, '').trim();
  return /^[oθω]\(.*\)$/.test(key) ? orderKey(key) : key;
}

/** `O(n log n)`, `O(n*log(n))` and `O(nlogn)` are one order of growth. */
function orderKey(key: string): string {
  return key.replace(/\*/g, '').replace(/log\(([^()]*)\)/g, 'log$1').replace(/\s+/g, '');
}
