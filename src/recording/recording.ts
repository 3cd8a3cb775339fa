import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { ReckonError } from '../base/errors';
import type { ModelInfo } from '../model';
import { RECORDING_VERSION, recordedLine, type Question, type RecordedCall, type RecordedSample, type RecordingHeader } from './format';

/** What was recorded for one question. */
export interface RecordedAnswers {
  /** Tokens of the prompt; all calls have the same. */
  readonly promptTokens: number;
  readonly calls: readonly RecordedCall[];
  readonly samples: readonly RecordedSample[];
}

/**
 * Samples of one model in a file, one JSON document a line: what a model was asked and what it answered. Only ever
 * added to, a whole call at a time; what a killed process left of its last line is cut off when the file is opened.
 */
export class Recording {
  private readonly answers = new Map<string, { promptTokens: number; calls: RecordedCall[]; samples: RecordedSample[] }>();
  private readonly tokens = new Map<string, number>();

  private constructor(private readonly path: string, readonly model: ModelInfo) {}

  /**
   * @param model that it goes on with, as it is known now; default: as it was recorded
   * @throws ReckonError `file-not-found`, or `invalid-input` when it is no recording, or one of another model
   */
  static open(path: string, model: ModelInfo | null = null): Recording {
    if (!existsSync(path)) {
      throw new ReckonError('file-not-found', `There is no recording ${path}.`, { hint: 'Draw samples into it with --samples-out.' });
    }
    const text = readFileSync(path, 'utf8');
    const lines = parse(text.slice(0, text.lastIndexOf('\n') + 1), path);
    const header = lines[0];
    if (header?.type !== 'header') {
      throw notARecording(path, 1, 'it does not begin with a header');
    }
    if (model !== null && (header.model.digest !== model.digest || header.model.modelId !== model.modelId)) {
      throw new ReckonError('invalid-input', `${path} has samples of ${header.model.modelId}, not of ${model.modelId}.`, { hint: 'Give each model a file of its own.' });
    }
    const recording = new Recording(path, model ?? header.model);
    lines.slice(1).forEach((line) => recording.remember(line));
    return recording;
  }

  /** Goes on with a recording of the same model, or begins one. */
  static openForWriting(path: string, model: ModelInfo): Recording {
    if (!existsSync(path) || readFileSync(path, 'utf8').indexOf('\n') < 0) {
      mkdirSync(dirname(path), { recursive: true });
      const header: RecordingHeader = { type: 'header', format: 'reckon-samples', version: RECORDING_VERSION, model: { ...model } };
      truncate(path, 0);
      appendFileSync(path, `${JSON.stringify(header)}\n`);
      return new Recording(path, model);
    }
    const recording = Recording.open(path, model);
    const text = readFileSync(path, 'utf8');
    truncate(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    return recording;
  }

  /** Null when the question was never asked. */
  answersTo(question: Question): RecordedAnswers | null {
    return this.answers.get(placeOf(question)) ?? null;
  }

  /** Tokens of a prompt; null when it was never asked in any way. */
  tokensOf(prompt: string): number | null {
    return this.tokens.get(prompt) ?? null;
  }

  add(call: RecordedCall, samples: readonly RecordedSample[]): void {
    const lines = [call, ...samples];
    appendFileSync(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    lines.forEach((line) => this.remember(line));
  }

  private remember(line: RecordedCall | RecordedSample | RecordingHeader): void {
    if (line.type === 'header') {
      return;
    }
    const place = placeOf(line);
    const known = this.answers.get(place) ?? { promptTokens: 0, calls: [], samples: [] };
    this.answers.set(place, known);
    if (line.type === 'call') {
      known.calls.push(line);
      known.promptTokens = line.usage.promptTokens / (this.model.sharesPrompt ? 1 : line.count);
      this.tokens.set(line.prompt, known.promptTokens);
    } else {
      known.samples.push(line);
    }
  }
}

/** One text for one question. */
export function placeOf({ prompt, way }: Question): string {
  return `${prompt} ${way}`;
}

function truncate(path: string, bytes: number): void {
  if (existsSync(path)) {
    truncateSync(path, bytes);
  }
}

function parse(text: string, path: string): (RecordingHeader | RecordedCall | RecordedSample)[] {
  return text.split('\n').filter((line) => line !== '').map((line, index) => {
    try {
      return recordedLine.parse(JSON.parse(line));
    } catch (error) {
      throw notARecording(path, index + 1, 'it cannot be read', error);
    }
  });
}

function notARecording(path: string, line: number, why: string, cause?: unknown): ReckonError {
  return new ReckonError('invalid-input', `Line ${line} of ${path} is no line of a recording: ${why}.`, { hint: 'Give a file that --samples-out made, or begin a new one.', cause });
}
