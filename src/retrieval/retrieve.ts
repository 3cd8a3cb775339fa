import { throwIfAborted } from '../base/abort';
import { ReckonError } from '../base/errors';
import { loadSyntax } from '../verification/syntax';
import { commentsAbove } from '../verification/task/comments';
import { describeFunction } from '../verification/task/describe';
import type { CodeTask, TaskContext } from '../verification/types';
import { outlineOf } from './extract';
import { ProjectFiles } from './files/project';
import { CONTEXT_SHARE, MAX_CONTEXT_TOKENS, MIN_CONTEXT_TOKENS } from './limits';
import { OutlineCache } from './outlines';
import { pack } from './pack';
import { queryOf, rank } from './rank';
import { gatherOffers } from './sources';
import type { ContextScope } from './types';

export interface ContextRequest {
  readonly task: CodeTask;
  /** Absolute path of the file that the task is in. */
  readonly file: string;
  /** That file's text as it stands in an editor; the task's own where it is the whole file. */
  readonly fileText: string;
  /** Folder outside of which nothing is read. */
  readonly project: string;
  readonly scope: ContextScope;
  /** Of the run, in tokens; undefined without a limit. */
  readonly maxTokens?: number;
  readonly signal?: AbortSignal;
}

/** Finds what of a project a model should see beside a task. Reads files, runs nothing, and remembers what it parsed. */
export class ContextRetriever {
  private readonly outlines = new OutlineCache();

  /**
   * Definitions that the task seems to need, under a limit of tokens; null where nothing speaks for any. The same files and task give the same.
   * @throws ReckonError `file-not-found` without the project's folder, `invalid-input` for a file outside of it, `cancelled`.
   */
  async retrieve({ task, file, fileText, project: folder, scope, maxTokens, signal }: ContextRequest): Promise<TaskContext | null> {
    throwIfAborted(signal);
    const limit = contextLimit(maxTokens);
    const project = await ProjectFiles.open(folder);
    const path = await project.within(file);
    if (path === null) {
      throw new ReckonError('invalid-input', `${file} is not inside ${folder}.`, { hint: 'Name the folder of its project with --project.' });
    }
    const syntax = await loadSyntax(task.language);
    const own = outlineOf(syntax, fileText.replace(/\r\n?/g, '\n'));
    // What stands in the task is shown with it.
    const inTask = new Set(task.form === 'source' ? outlineOf(syntax, task.text).definitions.map(({ name }) => name) : []);
    const all = await gatherOffers({ project, outlines: this.outlines, language: task.language, file: path, own, scope, ...(signal ? { signal } : {}) });
    const offers = all.filter(({ definition, origin }) => !(definition.name === task.functionName || (origin === 'own' && inTask.has(definition.name))));
    return pack(rank(queryOf(await askedText(task)), offers, own), task.language, limit);
  }
}

/** Tokens that a context may have in a run with a limit of its own. 0 where there is no room. */
export function contextLimit(maxTokens = Infinity): number {
  const limit = Math.min(MAX_CONTEXT_TOKENS, Math.floor(maxTokens * CONTEXT_SHARE));
  return limit < MIN_CONTEXT_TOKENS ? 0 : limit;
}

/** What the task says of the function: its comments, head and description, and the body as far as there is one. */
async function askedText(task: CodeTask): Promise<string> {
  const asked = await describeFunction(task);
  return asked === null ? task.text : commentsAbove(task.text, asked.startIndex) + task.text.slice(asked.startIndex, asked.endIndex);
}
