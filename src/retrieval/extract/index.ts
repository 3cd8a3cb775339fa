import { descendants, type Syntax, type SyntaxNode } from '../../verification/syntax';
import { MAX_DEFINITIONS } from '../limits';
import type { FileOutline } from '../types';
import { pythonDefinitions, pythonImports } from './python';
import { scriptDefinitions } from './script';
import { scriptImports } from './scriptImports';

const IDENTIFIERS: readonly string[] = ['identifier', 'type_identifier', 'shorthand_property_identifier'];
const IMPORTS = /^(?:import_statement|import_from_statement|import_clause)$/;

/** What a text defines and imports. What is broken in it is left out; the rest counts. */
export function outlineOf(syntax: Syntax, text: string): FileOutline {
  const isPython = syntax.language === 'python';
  return syntax.parse(text, (root) => ({
    definitions: (isPython ? pythonDefinitions(root) : scriptDefinitions(root)).slice(0, MAX_DEFINITIONS),
    imports: isPython ? pythonImports(root) : scriptImports(root),
    uses: usesIn(root),
  }));
}

function usesIn(root: SyntaxNode): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const statement of root.namedChildren) {
    if (statement !== null && !IMPORTS.test(statement.type)) {
      for (const { text } of descendants(statement, IDENTIFIERS)) {
        uses.set(text, (uses.get(text) ?? 0) + 1);
      }
    }
  }
  return uses;
}
