import { nextTurn } from '../base/turn';
import { loadSyntax } from '../verification/syntax';
import { outlineOf } from './extract';
import { grammarOf } from './files/modules';
import type { FoundFile, ProjectFiles } from './files/project';
import { MAX_OUTLINES } from './limits';
import type { FileOutline } from './types';

/** Outlines of files, kept until a file changes or others are used more. */
export class OutlineCache {
  private readonly kept = new Map<string, { readonly version: string; readonly outline: FileOutline }>();

  constructor(private readonly most = MAX_OUTLINES) {}

  get size(): number {
    return this.kept.size;
  }

  /** Null for what is no source, or is gone. */
  async get(project: ProjectFiles, file: FoundFile, signal?: AbortSignal): Promise<FileOutline | null> {
    const { realPath, version } = file;
    const known = this.kept.get(realPath);
    const outline = known?.version === version ? known.outline : await this.make(project, file, signal);
    this.kept.delete(realPath);
    if (outline !== null) {
      this.kept.set(realPath, { version, outline });
    }
    for (const [oldest] of this.kept.size > this.most ? this.kept : []) {
      this.kept.delete(oldest);
      break;
    }
    return outline;
  }

  private async make(project: ProjectFiles, file: FoundFile, signal?: AbortSignal): Promise<FileOutline | null> {
    const language = grammarOf(file.path);
    const text = language === null ? null : await project.read(file, signal);
    if (language === null || text === null) {
      return null;
    }
    // Parsing blocks: others get a turn between two files.
    await nextTurn();
    return outlineOf(await loadSyntax(language), text);
  }
}
