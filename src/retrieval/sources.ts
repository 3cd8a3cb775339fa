import { throwIfAborted } from '../base/abort';
import type { Language } from '../verification/types';
import { isUsableFrom, pathsOf } from './files/modules';
import { nearFiles } from './files/near';
import type { ProjectFiles } from './files/project';
import { MAX_IMPORTED_FILES } from './limits';
import type { OutlineCache } from './outlines';
import type { ContextScope, Definition, FileOutline, ModuleImport } from './types';

/** How the task's file comes to a definition. */
export type Origin = 'own' | 'named' | 'module' | 'near';

/** A definition that could be shown. */
export interface Offer {
  readonly file: string;
  readonly definition: Definition;
  /** `own`: of the task's file. `named`: imported by its name. `module`: of a file that is imported. `near`: of another file. */
  readonly origin: Origin;
  /** Steps from the task's file: 0 within it, 1 for what it imports. */
  readonly distance: number;
}

export interface SourceRequest {
  readonly project: ProjectFiles;
  readonly outlines: OutlineCache;
  readonly language: Language;
  /** Of the task, within the project. */
  readonly file: string;
  readonly own: FileOutline;
  readonly scope: ContextScope;
  readonly signal?: AbortSignal;
}

/** Distance of files that nothing leads to but their place. */
const NEAR_DISTANCE = 3;
/** Imports are followed so far: a package's index hands on what another file defines. */
const MAX_DISTANCE = 2;

/** All definitions that could be shown for a task, those of its own file first. */
export async function gatherOffers(request: SourceRequest): Promise<readonly Offer[]> {
  const { file, own } = request;
  const offers: Offer[] = own.definitions.map((definition) => ({ file, definition, origin: 'own', distance: 0 }));
  const seen = await gatherImported(request, offers);
  if (request.scope === 'workspace') {
    await gatherNear(request, seen, offers);
  }
  return offers;
}

/** Names that a file is wanted for; null for all that it has. */
type Wanted = ReadonlySet<string> | null;

interface Step {
  readonly file: string;
  readonly imported: ModuleImport;
  readonly distance: number;
  /** What the task's file wants of it. */
  readonly wanted: Wanted;
}

/** Follows imports, the nearest first. @returns the files that were looked at */
async function gatherImported(request: SourceRequest, offers: Offer[]): Promise<Set<string>> {
  const seen = new Set([request.file]);
  const queue: Step[] = request.own.imports.map((imported) => ({ file: request.file, imported, distance: 1, wanted: wantedOf(imported) }));
  for (let next = 0; next < queue.length && seen.size <= MAX_IMPORTED_FILES; next += 1) {
    const step = queue[next] as Step;
    for (const paths of pathsOf(request.language, step.file, step.imported)) {
      const found = await look(request, paths, seen);
      if (found === null) {
        continue;
      }
      offers.push(...found.outline.definitions.map((definition): Offer => ({
        file: found.path, definition, distance: step.distance,
        origin: step.wanted?.has(definition.name) === true ? 'named' : 'module',
      })));
      if (step.distance < MAX_DISTANCE) {
        queue.push(...found.outline.imports.map((imported) => ({ file: found.path, imported, distance: step.distance + 1, wanted: step.wanted })));
      }
    }
  }
  return seen;
}

function wantedOf({ names, whole }: ModuleImport): Wanted {
  return whole === null ? new Set(names.map(({ name }) => name)) : null;
}

async function gatherNear(request: SourceRequest, seen: Set<string>, offers: Offer[]): Promise<void> {
  for (const path of await nearFiles(request.project, request.language, request.file, request.signal)) {
    const found = await look(request, [path], seen);
    for (const definition of found?.outline.definitions ?? []) {
      offers.push({ file: path, definition, origin: 'near', distance: NEAR_DISTANCE });
    }
  }
}

/** The first of the paths that is there and was not looked at yet. */
async function look({ project, outlines, language, signal }: SourceRequest, paths: readonly string[], seen: Set<string>): Promise<{ readonly path: string; readonly outline: FileOutline } | null> {
  throwIfAborted(signal);
  const file = await project.find(paths);
  if (file === null || seen.has(file.path) || !isUsableFrom(language, file.path)) {
    return null;
  }
  seen.add(file.path);
  const outline = await outlines.get(project, file, signal);
  return outline === null ? null : { path: file.path, outline };
}
