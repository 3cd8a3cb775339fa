/** Whether a question has one short answer, wants text, or leaves that to what is answered. */
export type QuestionForm = 'short' | 'free' | 'unclear';

/** What a short answer consists of. */
export type AnswerKind = 'number' | 'yes-no' | 'option' | 'value';

/** An answer that the question offers. */
export interface AnswerOption {
  /** Upper case: `A`, `B`, … */
  readonly letter: string;
  readonly text: string;
}

export interface QuestionReading {
  readonly form: QuestionForm;
  /** Of the short answer, if there is one. */
  readonly kind: AnswerKind;
  /** Empty unless `kind` is `option`. */
  readonly options: readonly AnswerOption[];
}

/** Words before the question itself. */
const POLITE = /^(?:please|hi|hello|hey|ok|okay|so|and|well|now)\b[\s,!:.]*/i;
/** `Can you explain …` asks for what follows. */
const REQUEST = /^(?:can|could|would|will) you (?:please )?|^(?:i want to know|i would like to know|tell me|do you know) (?=(?:how|who|what|when|where|which|whether)\b)/i;

/** What cannot be answered in a word or two. */
const FREE = [
  /^(?:why|explain|describe|summari[sz]e|compare|contrast|discuss|outline|elaborate|suggest|recommend|list|write|draft|rewrite|translate|prove|show|tell|teach|help|give (?:me )?(?:an? )?(?:overview|summary|explanation|example|introduction|advice))\b/i,
  /^how (?:do|does|did|can|could|should|would|to|is|are|was|were|come)\b/i,
  /^what (?:is|are|was|were) (?:an? |the (?:differences?|purpose|point|idea|meaning|advantages?|disadvantages?|benefits?|pros|cons|best way|relationship|reasons?|role|use|trade-?offs?)\b)/i,
  /^what(?:'s| is) the (?:difference|purpose|point|idea|meaning)\b/i,
  /^what (?:do|does|did|happens|happened|causes|caused|should|can|could|would)\b/i,
  /^in what way/i,
] as const;

const SHORT: readonly { readonly kind: AnswerKind; readonly pattern: RegExp }[] = [
  { kind: 'number', pattern: /^(?:(?:in|at|by|to|for|from|of|on) )?how (?:many|much|long|old|far|tall|high|fast|often|deep|wide|big|heavy|large)\b/i },
  { kind: 'number', pattern: /^(?:what(?:'s| is| are)|calculate|compute|evaluate|work out) [-+(√]*\d/i },
  { kind: 'number', pattern: /^[-+(\d][-+*/^().,\d\s×÷%]*(?:=\s*)?\??$/ },
  { kind: 'number', pattern: /^(?:calculate|compute|evaluate|work out)\b/i },
  { kind: 'number', pattern: /^(?:find|determine|what(?:'s| is| was)) the (?:number|sum|product|total|average|mean|median|area|volume|perimeter|probability|distance|speed|cost|price|remainder|quotient|percentage|value|result|age)\b/i },
  { kind: 'value', pattern: /^(?:is|are|was|were|do|does|did|can|should)\b[^?]*\bor\b/i },
  { kind: 'yes-no', pattern: /^(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|may|must|am)\b|^true or false\b|\btrue or false\b/i },
  { kind: 'value', pattern: /^(?:(?:in|at|by|to|for|from|of|on|with) )?(?:who|whom|whose|when|where|which)\b/i },
  { kind: 'value', pattern: /^(?:(?:in|at|by|to|for|from|of|on|with) )?what(?:'s| is| was| are| were) the\b/i },
  { kind: 'value', pattern: /^(?:(?:in|at|by|to|for|from|of|on|with) )?what (?:year|month|day|date|time|colou?r|language|country|city|number|name|word|type|kind|percentage|value|command|flag|keyword|method|function|operator|port|letter|version|planet|element|symbol)\b/i },
  { kind: 'value', pattern: /^(?:name|find|solve|determine)\b/i },
];

/** A letter in front of an answer: `A)`, `(A)`, `A.`, `A:`. At the start of a line or after a blank. */
const OPTION_MARK = /(?:^|[\s,;])\(?([A-Z])[).:](?=\s)/g;
/** One alone is an initial or a heading. */
const MIN_OPTIONS = 2;

/**
 * Reads what kind of answer a question wants, by its words alone (English; anything else is `unclear`, and what
 * is answered decides).
 */
export function readQuestion(text: string): QuestionReading {
  const options = optionsOf(text);
  if (options.length >= MIN_OPTIONS) {
    return { form: 'short', kind: 'option', options };
  }
  const asked = askedIn(text);
  if (FREE.some((pattern) => pattern.test(asked))) {
    return { form: 'free', kind: 'value', options: [] };
  }
  const short = SHORT.find(({ pattern }) => pattern.test(asked));
  return short === undefined ? { form: 'unclear', kind: 'value', options: [] } : { form: 'short', kind: short.kind, options: [] };
}

/** The last question in a text, else its last sentence but one that only asks for care; without what is there for politeness. */
function askedIn(text: string): string {
  const sentences = text.trim().split(/(?<=[.?!])\s+|\n+/).filter((sentence) => sentence.trim() !== '');
  const asked = sentences.findLast((sentence) => sentence.trimEnd().endsWith('?')) ?? sentences.findLast(isRequest) ?? sentences.at(-1) ?? '';
  let bare = asked.trim();
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(POLITE, '').replace(REQUEST, '');
  }
  return bare;
}

function isRequest(sentence: string): boolean {
  const bare = sentence.trim().replace(POLITE, '');
  return FREE.some((pattern) => pattern.test(bare)) || SHORT.some(({ pattern }) => pattern.test(bare));
}

/** Answers that are offered, where their letters follow each other from A on. */
function optionsOf(text: string): AnswerOption[] {
  const marks = [...text.matchAll(OPTION_MARK)];
  const options: AnswerOption[] = [];
  for (const [index, mark] of marks.entries()) {
    if (mark[1] !== letterAt(options.length)) {
      continue;
    }
    const next = marks.slice(index + 1).find((later) => later[1] === letterAt(options.length + 1));
    const body = text.slice(mark.index + mark[0].length, next?.index ?? text.length);
    options.push({ letter: mark[1] as string, text: firstLine(body) });
  }
  return options.length < MIN_OPTIONS ? [] : options;
}

function letterAt(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function firstLine(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').replace(/[,;]$/, '').trim();
}
