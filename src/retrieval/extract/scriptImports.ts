import { descendants, field, partsOf, type SyntaxNode } from '../../verification/syntax';
import type { ImportedName, ModuleImport } from '../types';

/** Modules of CommonJS, as they are usually bound. */
const REQUIRES = /\b(?:const|let|var)\s+(?:(?<name>[\w$]+)|\{(?<names>[^}]*)\})\s*=\s*require\(\s*['"](?<specifier>[^'"]+)['"]\s*\)/g;

/** Imports of a JavaScript or TypeScript file, and what it exports of other files. */
export function scriptImports(root: SyntaxNode): readonly ModuleImport[] {
  const statements = partsOf(root).filter(({ type }) => type === 'import_statement' || type === 'export_statement');
  return [...statements.flatMap(moduleImport), ...requires(root.text)];
}

function moduleImport(statement: SyntaxNode): readonly ModuleImport[] {
  const source = field(statement, 'source');
  if (source === null) {
    return [];
  }
  const specifier = source.text.slice(1, -1);
  const names = descendants(statement, ['import_specifier', 'export_specifier']).flatMap(importedName);
  if (statement.type === 'export_statement') {
    return [{ specifier, names, whole: names.length === 0 ? '*' : null }];
  }
  const clause = partsOf(statement).find(({ type }) => type === 'import_clause');
  const parts = clause === undefined ? [] : partsOf(clause);
  const chosen = parts.find(({ type }) => type === 'identifier')?.text;
  const space = parts.find(({ type }) => type === 'namespace_import');
  const whole = space === undefined ? null : (partsOf(space)[0]?.text ?? null);
  return [{ specifier, names: [...names, ...(chosen === undefined ? [] : [{ name: chosen, as: chosen }])], whole }];
}

function importedName(node: SyntaxNode): readonly ImportedName[] {
  const name = field(node, 'name')?.text;
  return name === undefined ? [] : [{ name, as: field(node, 'alias')?.text ?? name }];
}

function requires(text: string): readonly ModuleImport[] {
  return [...text.matchAll(REQUIRES)].map(({ groups }) => {
    const names = (groups?.['names'] ?? '').split(',').flatMap((each): ImportedName[] => {
      const [name = '', as = name] = each.split(':').map((part) => part.trim());
      return name === '' ? [] : [{ name, as }];
    });
    return { specifier: groups?.['specifier'] ?? '', names, whole: groups?.['name'] ?? null };
  });
}
