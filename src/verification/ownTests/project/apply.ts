import { writeFile } from 'node:fs/promises';
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ReckonError } from '../../../base/errors';
import { loadSyntax } from '../../syntax';
import { startWithComments } from '../../task/comments';
import { withoutRepeated } from '../../task/editing';
import { outline, type TaskFunction } from '../../task/functions';
import { chooseLanguage } from '../../task/language';
import type { Language } from '../../types';
import type { OwnTestsCandidate } from '../types';
import { isJudge } from './judges';

/**
 * The file that a candidate changes, within the project and with slashes.
 * @throws ReckonError `invalid-input` (outside of the project, a link, a test or configuration), `file-not-found`.
 */
export function candidatePath(project: string, file: string): string {
  const path = relative(project, realPlace(resolve(project, file))).split(sep).join('/');
  if (path === '' || path.startsWith('..') || isAbsolute(path)) {
    throw new ReckonError('invalid-input', `${file} is not in the project ${project}.`, { hint: 'Name the project\'s folder with --project.' });
  }
  const found = lstatSync(join(project, path), { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    throw new ReckonError('file-not-found', `${path} is no file of ${project}.`, { hint: 'Name the file of the project that the candidate changes.' });
  }
  if (isJudge(path)) {
    throw new ReckonError('invalid-input', `${path} is one of the tests or decides how they run: a candidate cannot change what judges it.`, {
      hint: 'Name a file that the tests test.',
    });
  }
  return path;
}

/** The path of a file as its folder is really called, links on the way followed; the file itself may be one and is not. */
function realPlace(file: string): string {
  return existsSync(dirname(file)) ? join(realpathSync(dirname(file)), basename(file)) : file;
}

/** The file's text with the candidate in it. @throws ReckonError `function-not-found`, `unsupported-language`. */
export async function textWithCandidate(project: string, path: string, candidate: OwnTestsCandidate): Promise<string> {
  const text = readFileSync(join(project, path), 'utf8');
  if (candidate.functionName === undefined) {
    return path.endsWith('.rs') ? withOwnTests(text, candidate.code) : candidate.code;
  }
  const { language, found } = await functionIn(text, path, candidate.functionName);
  const [before, after] = [text.slice(0, startWithComments(text, found.startIndex)), text.slice(found.endIndex)];
  const code = await withoutRepeated(candidate.code, before + after, language);
  return before + code.trimEnd() + after;
}

/** What a function says that was broken on purpose: a test that fails with this has called it. */
export const BROKEN_MESSAGE = 'Reckon broke this function on purpose';

/** Text that shows whether the tests reach a function, or a file: with it, something of them has to fail. */
export async function brokenText(project: string, path: string, functionName: string | undefined): Promise<string> {
  if (functionName === undefined) {
    return `((( This file was broken on purpose, to see whether the tests use it.\n`;
  }
  const text = readFileSync(join(project, path), 'utf8');
  const { language, found } = await functionIn(text, path, functionName);
  const head = text.slice(0, found.bodyIndex);
  const rest = text.slice(found.endIndex);
  if (language === 'python') {
    return `${head}\n    raise RuntimeError("${BROKEN_MESSAGE}")\n${rest}`;
  }
  const thrower = `throw new Error("${BROKEN_MESSAGE}");`;
  return head.trimEnd().endsWith('{') ? `${head} ${thrower} }${closing(text, found)}${rest}` : `${head} (() => { ${thrower} })()${closing(text, found)}${rest}`;
}

/** What ends a declaration after its function: the semicolon of `const f = () => {};`. */
function closing(text: string, { startIndex, endIndex }: TaskFunction): string {
  return text.slice(startIndex, endIndex).trimEnd().endsWith(';') ? ';' : '';
}

async function functionIn(text: string, path: string, name: string): Promise<{ language: Language; found: TaskFunction }> {
  const language = chooseLanguage(text, { fileName: path });
  const { functions } = outline(await loadSyntax(language), text);
  const found = functions.findLast((each) => each.name === name);
  if (found === undefined) {
    throw new ReckonError('function-not-found', `${path} has no function ${name} at its top level.`, { hint: 'Name one of its functions, or give the whole text of the file as the candidate.' });
  }
  return { language, found };
}

/** Asks whether one function was meant, of a candidate that has some of a file's functions and took the place of all; null when nothing speaks for it. */
export async function wholeFileHint(project: string, path: string, { code, functionName }: OwnTestsCandidate): Promise<string | null> {
  if (functionName !== undefined || !SCANNED_FILE.test(path)) {
    return null;
  }
  const text = readFileSync(join(project, path), 'utf8');
  const language = chooseLanguage(text, { fileName: path });
  const syntax = await loadSyntax(language);
  const before = outline(syntax, text).functions.map(({ name }) => name);
  const { definedNames } = outline(syntax, code);
  const kept = before.find((name) => definedNames.has(name));
  const gone = before.filter((name) => !definedNames.has(name));
  return kept === undefined || gone.length === 0 ? null
    : `The candidate took the place of the whole of ${path}, and ${gone.slice(0, MOST_NAMED).join(', ')}${gone.length > MOST_NAMED ? ', …' : ''} ${gone.length === 1 ? 'is' : 'are'} gone; did you mean --function ${kept}?`;
}

/** Functions that a hint names. */
const MOST_NAMED = 3;
/** Files whose functions can be read. */
const SCANNED_FILE = /\.(?:py|[cm]?[jt]sx?)$/;

const RUST_TESTS = /^[ \t]*#\[cfg\(test\)\]/m;

/** A Rust file brings tests of its own, by custom at its end: they stay the project's. */
function withOwnTests(original: string, code: string): string {
  const theirs = RUST_TESTS.exec(original);
  if (theirs === null) {
    return code;
  }
  const own = RUST_TESTS.exec(code)?.index ?? code.length;
  return `${code.slice(0, own).trimEnd()}\n\n${original.slice(theirs.index)}`;
}

export function writeText(root: string, path: string, text: string): Promise<void> {
  return writeFile(join(root, path), text);
}
