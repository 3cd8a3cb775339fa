/** What of module syntax becomes what in a plain script: declarations stay, lists of exports go. */
const MODULE_SYNTAX: readonly (readonly [RegExp, string])[] = [
  [/^(\s*)export\s+(?:default\s+)?(?=(?:async\s+)?function\b|(?:abstract\s+)?class\b|interface\b)/gm, '$1'],
  [/^(\s*)export\s+(?=const\b|let\b|var\b|type\s+\w|(?:const\s+)?enum\b)/gm, '$1'],
  [/^(\s*)export\s+default\s+/gm, '$1void '],
  [/^[ \t]*export\s+(?:type\s+)?\{[^}]*\}[ \t]*;?[ \t]*$/gm, ''],
];

/** The code as a script by itself, with its types still in it. */
export function withoutModuleSyntax(code: string): string {
  return MODULE_SYNTAX.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), code);
}

/** `f<T>(x)` and `` f<T>`x` `` are comparisons to JavaScript and calls to TypeScript: all that both can read, and read otherwise. */
const TYPE_ARGUMENTS = /<[^;]*>\s*[(`]/;

/** Whether what JavaScript can read as it is could still mean something else in TypeScript. */
export function mayHaveTypes(script: string): boolean {
  return TYPE_ARGUMENTS.test(script);
}
