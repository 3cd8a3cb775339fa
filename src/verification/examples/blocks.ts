import { partsOf, type Syntax, type SyntaxNode } from '../syntax';
import type { ExampleKind } from '../types';

export interface BlockLine {
  readonly text: string;
  /** 1-based line in the task's text. */
  readonly number: number;
}

/** Text that people read: a docstring, a run of comments, a task in words, or an assertion in code. */
export interface TextBlock {
  readonly lines: readonly BlockLine[];
  /** Code blocks hold one assertion each; prose is searched. */
  readonly form: 'prose' | 'code';
  /** What a call followed by a comment is: `jsdoc` after `@example`. */
  readonly commentKind: ExampleKind;
}

const SCRIPT_ASSERTION = /^(?:await\s+)?(?:console\.assert|assert(?:\.\w+)?|assertEquals|expect)\s*\(/;
/** What expects an exception, and the assertions of unittest. */
const PYTHON_TEST = /^(?:with\s+(?:pytest\.raises|raises|self\.assertRaises(?:Regex)?)|self\.assert\w+)\s*\(/;
/** Functions whose assertions are examples; assertions in other functions are about their own variables. */
const TEST_FUNCTION = /^(?:test|check)/i;

function linesOf(text: string, firstLine: number): readonly BlockLine[] {
  return text.split('\n').map((line, index) => ({ text: line, number: firstLine + index }));
}

function prose(lines: readonly BlockLine[]): TextBlock {
  return { lines, form: 'prose', commentKind: 'comment' };
}

/** Splits a JSDoc comment where `@example` begins and ends. */
function jsdocBlocks(lines: readonly BlockLine[]): readonly TextBlock[] {
  const blocks: { lines: BlockLine[]; commentKind: ExampleKind }[] = [{ lines: [], commentKind: 'comment' }];
  for (const line of lines) {
    const tag = /^\s*@(\w+)/.exec(line.text);
    if (tag) {
      blocks.push({ lines: [], commentKind: tag[1] === 'example' ? 'jsdoc' : 'comment' });
    }
    const text = line.text.replace(/^\s*@example\b(?:\s*<caption>.*<\/caption>)?/, '');
    blocks.at(-1)?.lines.push({ ...line, text });
  }
  return blocks.map((block) => ({ ...block, form: 'prose' }));
}

function blockComment(comment: SyntaxNode): readonly TextBlock[] {
  const body = comment.text.replace(/^\/\*+/, '').replace(/\*+\/$/, '');
  return jsdocBlocks(linesOf(body, comment.startPosition.row + 1).map((line) => ({ ...line, text: line.text.replace(/^\s*\*(?!\*)\s?/, '') })));
}

/** Line comments on consecutive lines belong together. */
function commentRuns(comments: readonly SyntaxNode[]): readonly TextBlock[] {
  const runs: BlockLine[][] = [];
  for (const comment of comments) {
    const line = { text: comment.text.replace(/^(?:#+|\/\/+)\s?/, ''), number: comment.startPosition.row + 1 };
    const last = runs.at(-1);
    if (last?.at(-1)?.number === line.number - 1) {
      last.push(line);
    } else {
      runs.push([line]);
    }
  }
  return runs.map(prose);
}

function stringBlock(node: SyntaxNode): TextBlock {
  const body = node.text.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '');
  return prose(linesOf(body, node.startPosition.row + 1));
}

function enclosingFunction(node: SyntaxNode): SyntaxNode | null {
  let parent = node.parent;
  while (parent && parent.type !== 'function_definition' && parent.type !== 'function_declaration') {
    parent = parent.parent;
  }
  return parent;
}

function isTestCode(node: SyntaxNode): boolean {
  const owner = enclosingFunction(node);
  return owner === null || TEST_FUNCTION.test(owner.childForFieldName('name')?.text ?? '');
}

function codeBlock(node: SyntaxNode): TextBlock {
  return { lines: linesOf(node.text, node.startPosition.row + 1), form: 'code', commentKind: 'comment' };
}

function found(root: SyntaxNode, type: string): readonly SyntaxNode[] {
  return root.descendantsOfType(type).filter((node) => node !== null);
}

function pythonBlocks(root: SyntaxNode): readonly TextBlock[] {
  const strings = found(root, 'expression_statement').flatMap((statement) => {
    const [only, ...more] = partsOf(statement);
    return only?.type === 'string' && more.length === 0 ? [stringBlock(only)] : [];
  });
  const tests = [...found(root, 'with_statement'), ...found(root, 'expression_statement')].filter(({ text }) => PYTHON_TEST.test(text));
  const asserts = [...found(root, 'assert_statement'), ...tests].filter(isTestCode).map(codeBlock);
  return [...strings, ...asserts, ...commentRuns(found(root, 'comment'))];
}

function scriptBlocks(root: SyntaxNode): readonly TextBlock[] {
  const comments = found(root, 'comment');
  const asserts = found(root, 'expression_statement').filter((node) => SCRIPT_ASSERTION.test(node.text) && isTestCode(node));
  return [
    ...comments.filter((comment) => comment.text.startsWith('/*')).flatMap(blockComment),
    ...asserts.map(codeBlock),
    ...commentRuns(comments.filter((comment) => comment.text.startsWith('//'))),
  ];
}

/** The parts of source code in which examples stand, in the order of the text. */
export function sourceBlocks(syntax: Syntax, text: string): readonly TextBlock[] {
  const blocks = syntax.parse(text, (root) => (syntax.language === 'python' ? pythonBlocks(root) : scriptBlocks(root)));
  return [...blocks].sort((a, b) => (a.lines[0]?.number ?? 0) - (b.lines[0]?.number ?? 0));
}

/** A task in words is one block; code fences and closing quotes of docstrings are no part of it. */
export function wordBlocks(text: string): readonly TextBlock[] {
  const lines = linesOf(text, 1).map((line) => ({
    ...line,
    text: /^\s*(?:```|~~~)/.test(line.text) ? '' : line.text.replace(/("""|''')\s*$/, '').replace(/^(\s*)("""|''')/, '$1'),
  }));
  return [prose(lines)];
}
