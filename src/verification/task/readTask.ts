import { ReckonError } from '../../base/errors';
import { nextTurn } from '../../base/turn';
import { asynchronyOf } from '../examples/asynchrony';
import { examplesOfNothing, extractExamples, type ExamplesRequest } from '../examples';
import { loadGrammars, type Grammars } from '../literals';
import { readProperties } from '../properties/read';
import { MAX_SOURCE_CHARACTERS, type Syntax } from '../syntax';
import type { CodeTask, Example, Language } from '../types';
import { isCodeAlone, nothingToSolve } from './codeOnly';
import { outline, type SourceOutline, type TaskFunction } from './functions';
import { chooseLanguage, isCodeFile } from './language';
import { functionNameInWords } from './words';

export interface ReadTaskOptions {
  readonly language?: Language;
  readonly functionName?: string;
  readonly fileName?: string;
  /** Taken where neither the file's name nor the text says one: the candidate's, where there is one already. */
  readonly likelyLanguage?: Language;
  /** A text with several functions of which not exactly one is unfinished is refused; without this, the last of them is meant. */
  readonly mustBeClear?: boolean;
}

/** The function asked for; else the only one without a body; else the last one. */
export function chooseFunction(source: SourceOutline, asked: string | undefined): TaskFunction | null {
  if (asked !== undefined) {
    return source.functions.findLast((found) => found.name === asked) ?? null;
  }
  const empty = source.functions.filter((found) => found.bodyIsEmpty);
  return (empty.length === 1 ? empty[0] : source.functions.at(-1)) ?? null;
}

/** How many functions the one that is meant was chosen among. @throws ReckonError `invalid-input` where any of several could be. */
function chosenAmong({ functions }: SourceOutline): number {
  const names = [...new Set(functions.map(({ name }) => name))];
  const unfinished = [...new Set(functions.filter(({ bodyIsEmpty }) => bodyIsEmpty).map(({ name }) => name))];
  if (names.length > 1 && unfinished.length !== 1) {
    throw new ReckonError('invalid-input', unfinished.length === 0 ? 'The task has several functions, and all of them are written.' : 'The task has several functions that are not written yet.', {
      hint: `Choose one with --function: ${(unfinished.length === 0 ? names : unfinished).join(', ')}.`,
    });
  }
  return names.length;
}

function checkText(text: string): void {
  if (text.trim() === '') {
    throw new ReckonError('invalid-input', 'The task is empty.', {
      hint: 'Give a function with its description, or describe in words what it should do.',
    });
  }
  if (text.length > MAX_SOURCE_CHARACTERS) {
    throw new ReckonError('invalid-input', `The task has ${text.length} characters; the limit is ${MAX_SOURCE_CHARACTERS}.`, {
      hint: 'Give one function with its description.',
    });
  }
}

function missingFunction(name: string, source: SourceOutline): ReckonError {
  const names = source.functions.map((found) => found.name);
  return new ReckonError('function-not-found', `There is no function ${name} in the task.`, {
    hint: names.length === 0 ? 'The text defines no function.' : `The functions in it are: ${names.join(', ')}.`,
  });
}

function examplesOf(grammars: Grammars, { text, form, functionName }: Pick<CodeTask, 'text' | 'form' | 'functionName'>, source: SourceOutline): Pick<CodeTask, 'examples' | 'notUnderstood'> {
  return functionName === null ? { examples: [], notUnderstood: examplesOfNothing(text) } : extractExamples({ grammars, text, form, ...aboutFunction(text, functionName, source) });
}

/** Each part in a turn of its own: before anything of it is compiled, one takes as long as all should. */
async function withExamples(grammars: Grammars, task: Omit<CodeTask, 'examples' | 'notUnderstood'>, source: SourceOutline): Promise<CodeTask> {
  await nextTurn();
  const examples = examplesOf(grammars, task, source);
  await nextTurn();
  return withProperties(grammars, { ...task, ...examples });
}

/** What reading examples of a function needs to know of it. */
function aboutFunction(text: string, functionName: string, source: SourceOutline): Omit<ExamplesRequest, 'grammars' | 'text' | 'form'> {
  const definition = source.functions.findLast((found) => found.name === functionName);
  return {
    functionName,
    definedNames: source.definedNames,
    asynchrony: asynchronyOf(definition ?? null, text),
    parameters: definition?.parameters.map((parameter) => parameter.name) ?? null,
    mayPrint: PRINTING.test((definition?.docstring ?? text).replace(PROMPTED, '')) || /^(?:None|void)$/.test(definition?.returnType ?? ''),
    textParameters: new Set(definition?.parameters.filter((parameter) => isText(parameter, definition.docstring ?? '')).map(({ name }) => name)),
  };
}

/**
 * Assertions about a task's function that somebody else wrote, such as a model: read as those of the task are, and
 * never run to be read. What is not understood is left out. Nothing says that they are right.
 */
export async function readAssertions(task: CodeTask, text: string): Promise<readonly Example[]> {
  if (task.functionName === null) {
    return [];
  }
  const grammars = await loadGrammars(task.language);
  const about = aboutFunction(task.text, task.functionName, outline(grammars.own, task.text));
  return extractExamples({ grammars, text, form: 'words', ...about }).examples;
}

/** How a description says that a function writes to standard output. */
const PRINTING = /\bprint(?:s|ed|ing)?\b|\bconsole\b|\bstandard output\b|\bstdout\b/i;

/** What a person typed is no description. */
const PROMPTED = /^\s*(?:>>>|\.\.\.).*$/gm;

/** By its type, or where it has none by the words that name it. */
function isText({ name, type }: TaskFunction['parameters'][number], description: string): boolean {
  return type === null ? new RegExp(`\\bstring[ \\t]+[\`'"]?${name.replaceAll('$', '\\$&')}(?![\\w$])`).test(description) : /^(?:str|string)$/.test(type);
}

/** With what the text states for all inputs. A line that was no example for that reason is understood then. */
function withProperties(grammars: Grammars, task: CodeTask): CodeTask {
  const { properties, notUnderstood } = readProperties(grammars, task);
  const lines = new Set([...properties, ...notUnderstood].map(({ line }) => line));
  const others = task.notUnderstood.filter(({ line }) => !lines.has(line));
  return {
    ...task,
    ...(properties.length > 0 ? { properties } : {}),
    notUnderstood: [...others, ...notUnderstood].sort((a, b) => a.line - b.line),
  };
}

/** Code of a known language in which there is nothing to solve is a mistake, and not a task in words. */
function checkForCode(syntax: Syntax, text: string, { language, fileName, functionName }: ReadTaskOptions): void {
  const isFile = isCodeFile(fileName);
  const namesFunction = functionName !== undefined || functionNameInWords(text, syntax.language) !== null;
  if ((isFile || language !== undefined) && isCodeAlone(syntax, text, { namesFunction, isCodeFile: isFile })) {
    throw nothingToSolve(syntax, text);
  }
}

/**
 * Reads a coding task without running anything.
 * @throws ReckonError `invalid-input` (empty, too long, code without a function, or not clear which one is meant), `unsupported-language`, `function-not-found`.
 */
export async function readTask(text: string, options: ReadTaskOptions = {}): Promise<CodeTask> {
  const normalized = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  checkText(normalized);
  const language = chooseLanguage(normalized, options);
  const grammars = await loadGrammars(language);
  await nextTurn();
  const source = outline(grammars.own, normalized);
  const isSource = source.functions.length > 0 && (source.parses || isCodeFile(options.fileName));
  if (isSource || isCodeFile(options.fileName)) {
    const chosen = chooseFunction(source, options.functionName);
    if (!chosen && options.functionName !== undefined) {
      throw missingFunction(options.functionName, source);
    }
    if (chosen) {
      const among = options.mustBeClear === true && options.functionName === undefined ? chosenAmong(source) : 1;
      const choice = among > 1 ? { chosenAmong: among } : {};
      return withExamples(grammars, { language, text: normalized, form: 'source', functionName: chosen.name, ...choice }, source);
    }
  }
  checkForCode(grammars.own, normalized, options);
  const functionName = options.functionName ?? functionNameInWords(normalized, language);
  return withExamples(grammars, { language, text: normalized, form: 'words', functionName }, source);
}
