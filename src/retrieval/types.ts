import type { ContextSnippet } from '../verification/types';

/** Which files are looked at: those that the task's file imports, and what these hand on; or the near ones as well. */
export const CONTEXT_SCOPES = ['imports', 'workspace'] as const;
export type ContextScope = (typeof CONTEXT_SCOPES)[number];

/** What a file defines at its top level, as a model is shown it. */
export interface Definition extends Pick<ContextSnippet, 'name' | 'kind' | 'line'> {
  /** Head, fields and the first line of the description; no bodies. */
  readonly text: string;
  /** Names that `text` mentions, its own and plain words left out. */
  readonly mentions: ReadonlySet<string>;
  /** How often each word of it stands in its name and text; those of the name count more. */
  readonly words: ReadonlyMap<string, number>;
  /** Of the text, guessed on the high side. */
  readonly tokens: number;
}

/** One import of a file, or one passing on of what another file exports. */
export interface ModuleImport {
  /** As it is written: `./shapes`, `.shapes`, `pkg.shapes`. */
  readonly specifier: string;
  /** Names as the other file has them; empty where the module itself is imported. */
  readonly names: readonly ImportedName[];
  /** The name of the module itself, or `*` where all that it has is imported. */
  readonly whole: string | null;
}

export interface ImportedName {
  /** In the other file. */
  readonly name: string;
  /** In this one. */
  readonly as: string;
}

/** What retrieval knows of a file. */
export interface FileOutline {
  readonly definitions: readonly Definition[];
  readonly imports: readonly ModuleImport[];
  /** How often each name stands outside of imports. */
  readonly uses: ReadonlyMap<string, number>;
}
