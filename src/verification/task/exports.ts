import { field, partsOf, type Syntax, type SyntaxNode } from '../syntax';
import { outline, type TaskFunction } from './functions';

const EXPORT = /^export\s+(?:default\s+)?/;
const DEFAULT = /^export\s+default\b/;

type Kind = 'named' | 'default' | 'none';

function kindOf(statement: string): Kind {
  return DEFAULT.test(statement) ? 'default' : EXPORT.test(statement) ? 'named' : 'none';
}

/** Statements that export by name what others declare: `export { f };`, `export default f;`. */
function separateExports(root: SyntaxNode): readonly SyntaxNode[] {
  return partsOf(root).filter((node) => node.type === 'export_statement' && field(node, 'declaration') === null && field(node, 'source') === null);
}

function exportsName(statement: string, name: string): Kind {
  const escaped = name.replaceAll('$', '\\$');
  if (new RegExp(`^export\\s+default\\s+${escaped}\\s*;?\\s*$|[{,]\\s*${escaped}\\s+as\\s+default\\b`).test(statement)) {
    return 'default';
  }
  return new RegExp(`[{,]\\s*${escaped}\\s*[,}]`).test(statement) ? 'named' : 'none';
}

/** The code with the definition's own `export` made the one that is wanted. */
function withPrefix(code: string, { name, startIndex, endIndex }: TaskFunction, wanted: Kind): string {
  const bare = code.slice(startIndex, endIndex).replace(EXPORT, '');
  const [before, after] = [code.slice(0, startIndex), code.slice(endIndex)];
  if (wanted === 'named') {
    return `${before}export ${bare}${after}`;
  }
  // Only functions and classes can be declared and be the default at once.
  return /^(?:async\s+)?function\b/.test(bare) ? `${before}export default ${bare}${after}` : `${before}${bare}${after.trimEnd()}\n\nexport default ${name};\n`;
}

/**
 * The code with the function exported as in the task's text, when the model left that out: what takes the place of a
 * person's function must still be found by whoever imports it.
 */
export function withExports(syntax: Syntax, code: string, taskText: string, asked: TaskFunction): string {
  const definition = syntax.language === 'python' ? undefined : outline(syntax, code).functions.findLast(({ name }) => name === asked.name);
  if (!definition) {
    return code;
  }
  const separate = syntax.parse(code, (root) => separateExports(root).map(({ text }) => exportsName(text, asked.name)));
  const own = kindOf(code.slice(definition.startIndex, definition.endIndex));
  const wanted = kindOf(taskText.slice(asked.startIndex, asked.endIndex));
  const exported = wanted === 'none' || wanted === own || separate.includes(wanted) ? code : withPrefix(code, definition, wanted);
  const missing = syntax.parse(taskText, (root) => separateExports(root)
    .filter((node) => node.startIndex >= asked.endIndex)
    .filter(({ text }) => ![own, wanted, 'none', ...separate].includes(exportsName(text, asked.name)))
    .map(({ text }) => text));
  return missing.length === 0 ? exported : `${exported.trimEnd()}\n\n${missing.join('\n')}\n`;
}

/** Whether statements of the text export the function by its name alone. */
export function isExportedApart(syntax: Syntax, text: string, name: string): boolean {
  return syntax.language !== 'python' && syntax.parse(text, (root) => separateExports(root).some((node) => exportsName(node.text, name) !== 'none'));
}
