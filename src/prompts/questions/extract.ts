import type { QuestionReading } from './form';
import { normalizeAnswer, withoutMarkup } from './normalize';
import { readAmount } from './numbers';

/** What is longer is a text and no short answer. */
export const MAX_SHORT_ANSWER_CHARACTERS = 80;
/** Texts that a model wrote are at most some thousand characters; the rules below look at no more than this of their end. */
const MAX_READ_CHARACTERS = 20_000;

/** `Answer: 42`, `**Final answer** = 42`, and what GSM8K's solutions end with. */
const ANSWER_LINE = /^[\s>*_#\-\\([]*(?:(?:the|my|so|therefore,?)\s+)*(?:(?:final|correct|short)\s+)?answer(?:\s+is)?\s*[*_]*\s*[:=]\s*[*_]*(.*)$|^\s*####\s*(.+)$/i;
/** The mark said twice, `Answer: Answer: 7`. */
const ANSWER_AGAIN = /^[\s*_]*(?:(?:final|correct|short)\s+)?answer\s*[*_]*\s*[:=]\s*/i;
/** The same at the end of a line of other text. */
const ANSWER_WITHIN = /[.!?]\s+(?=(?:\*\*)?(?:the )?(?:final )?answer(?:\*\*)?:)/gi;
const ANSWER_SENTENCE = /\b(?:final |correct )?answer(?: to [^.:]{1,60})? is:?\s+(.+)$/i;
/** A sentence ends with its stop, not within `3.5`, `e.g.` or `O(log n).` */
const SENTENCES = /(?<=[.!?])\s+/;
const LAST_NUMBER = /[-−+]?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*%)?/g;

/**
 * The short answer that a chain of thought ends with (Wei et al., 2201.11903); null where there is none. What is
 * marked as the answer comes first. Only a question of which a short answer is known to be wanted is read further:
 * the last number, the yes or no that it begins with, the option that it names, the end of its one sentence.
 */
export function shortAnswerIn(text: string, question: QuestionReading & { readonly words: string }): string | null {
  const read = text.slice(-MAX_READ_CHARACTERS);
  const marked = markedAnswer(read, question);
  if (marked !== null || question.form !== 'short') {
    return marked;
  }
  switch (question.kind) {
    case 'number':
      return lastNumber(read);
    case 'yes-no':
      return yesOrNoOf(read);
    case 'option':
      return optionNamed(read, question);
    case 'value':
      return sentenceEnd(read, question.words);
  }
}

/** An answer that the text calls one. */
function markedAnswer(text: string, question: QuestionReading & { readonly words: string }): string | null {
  const lines = text.replace(ANSWER_WITHIN, '.\n').split('\n').map((line) => line.trim());
  const at = lines.findLastIndex((line) => ANSWER_LINE.test(line));
  if (at >= 0) {
    const [, afterColon, afterHashes] = ANSWER_LINE.exec(lines[at] as string) ?? [];
    const given = withoutMarkup(afterColon ?? afterHashes ?? '');
    // The answer may stand below its heading, in a formula of its own.
    const answer = short(given === '' ? lines.slice(at + 1).find((line) => withoutMarkup(line) !== '') : given, question);
    if (answer !== null) {
      return answer;
    }
  }
  return short(boxed(text), question) ?? short(lastMatch(lines, ANSWER_SENTENCE), question);
}

function short(text: string | null | undefined, question: QuestionReading & { readonly words: string }): string | null {
  const given = withoutMarkup((text ?? '').replace(ANSWER_AGAIN, ''));
  const bare = withoutRestatement(firstSentence(given), question.words);
  return bare === '' || bare.length > MAX_SHORT_ANSWER_CHARACTERS || isPlaceholder(bare) ? null : bare;
}

/** What follows the answer in its line explains it; `Yes. It is.` */
function firstSentence(text: string): string {
  return withoutMarkup(text.split(SENTENCES, 1)[0] ?? '');
}

/** A model that copies the form that it was asked for has answered nothing. */
function isPlaceholder(text: string): boolean {
  return /^(?:<[^>]*>|\[[^\]]*\]|\.+|…|_+)$/.test(text);
}

/** The content of the last `\boxed{…}`. */
function boxed(text: string): string | null {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) {
    return null;
  }
  const from = start + '\\boxed{'.length;
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth === 0) {
      return text.slice(from, at);
    }
  }
  return null;
}

function lastMatch(lines: readonly string[], pattern: RegExp): string | null {
  return lines.flatMap((line) => line.split(SENTENCES)).map((sentence) => pattern.exec(sentence)?.[1] ?? null).findLast((found) => found !== null) ?? null;
}

/** The last number, as the literature reads it. */
function lastNumber(text: string): string | null {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  const whole = firstSentence(line);
  return readAmount(whole) === null ? (text.match(LAST_NUMBER)?.at(-1)?.trim() ?? null) : whole;
}

function yesOrNoOf(text: string): string | null {
  const starts = [text.trim(), text.trimEnd().split(/\n+/).at(-1) ?? ''].map((part) => /^[\s*_]*(yes|no|true|false)\b/i.exec(part)?.[1]);
  return starts.find((word) => word !== undefined) ?? null;
}

/** The one option that the last line names, or the whole text does. */
function optionNamed(text: string, { kind, options }: QuestionReading): string | null {
  const line = withoutMarkup(text.trimEnd().split('\n').at(-1) ?? '');
  if (normalizeAnswer(line, { kind, options }).key.startsWith('option:')) {
    return line.slice(0, MAX_SHORT_ANSWER_CHARACTERS);
  }
  const named = options.filter((option) => text.toLowerCase().includes(option.text.toLowerCase()));
  return named.length === 1 ? (named[0]?.letter ?? null) : null;
}

/** What the only sentence says beyond the question, as `O(log n)` in "The time complexity of binary search is O(log n)". */
function sentenceEnd(text: string, words: string): string | null {
  const paragraphs = text.trim().split(/\n+/);
  // An answer line was looked at before, and has no answer.
  const sentences = (paragraphs.at(-1) ?? '').split(SENTENCES).map(withoutMarkup).filter((sentence) => !ANSWER_LINE.test(sentence));
  const [only] = sentences;
  const isPhrase = paragraphs.length === 1 && sentences.length === 1 && only !== undefined && !/\s(?:is|are|was|were|has|have)\s/i.test(only);
  const bare = isPhrase ? only : sentences.map((sentence) => [sentence, withoutRestatement(sentence, words)] as const).findLast(([sentence, rest]) => rest !== sentence)?.[1];
  return bare === undefined || bare === '' || bare.length > MAX_SHORT_ANSWER_CHARACTERS ? null : bare;
}

/** Words that say nothing of what a question is about. */
const SMALL_WORDS = new Set([
  'the', 'a', 'an', 'of', 'in', 'on', 'at', 'for', 'to', 'so', 'therefore', 'thus', 'it', 'its', 'that', 'this', 'final', 'answer',
  'what', 'which', 'who', 'when', 'where', 'how', 'is', 'are', 'was', 'were', 'do', 'does', 'did', 's',
]);
/** A part of a sentence that repeats less of the question than this says something of its own. */
const REPEATED_SHARE = 0.6;

/** The text after "… is", where what stands before it only repeats the question, and the text before "is …", where what follows does. */
function withoutRestatement(text: string, question: string): string {
  const match = /^(.*?)\s(?:is|are|was|were|equals)\s(?:approximately\s|about\s|equal to\s)?(.+)$/i.exec(text);
  if (!match) {
    return text;
  }
  const [, before = '', after = ''] = match;
  const rest = after.replace(/,\s*(?:where|which|because|since|as)\b.*$/i, '');
  if (contentOf(before).length === 0 || repeats(before, question)) {
    return withoutMarkup(rest);
  }
  return repeats(rest, question) ? withoutMarkup(before) : text;
}

function repeats(text: string, question: string): boolean {
  const [own, asked] = [contentOf(text), new Set(contentOf(question))];
  return own.every((word) => asked.has(word)) && new Set(own).size >= asked.size * REPEATED_SHARE;
}

function contentOf(text: string): string[] {
  return wordsOf(text).filter((word) => !SMALL_WORDS.has(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
