export { loadSyntax, MAX_SOURCE_CHARACTERS, type Syntax, type SyntaxNode } from './grammar';
export { descendants, field, partsOf, unparenthesized } from './nodes';
