import { Option, type Command } from 'commander';
import type { CompletionCost } from '../../app';
import { cancelledError } from '../../base/abort';
import { deserializeError, ReckonError } from '../../base/errors';
import { formatCount, plural } from '../../base/format';
import type { Finish, FinishReason, Prompt, StreamError, StreamPart, Usage } from '../../model';
import type { Language } from '../../verification/types';
import { LANGUAGE_NAMES } from '../choices';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import {
  endpointOption, fraction, jsonOption, modelOption, modelReference, nonNegativeNumber, positiveFraction, priceOption, seedOption,
  threadsOption, precisionOption, wholeNumber, type EngineFlags, type ModelFlags,
} from '../options';
import { loadProgress, withSession, type Session } from '../session';

interface CompleteFlags extends ModelFlags, EngineFlags {
  readonly raw?: boolean;
  readonly samples: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly minP: number;
  readonly stop: readonly string[];
  readonly stopAfterFunction?: Language;
  readonly ban: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
}

interface Sample {
  text: string;
  tokens: number;
  finishReason: FinishReason | null;
}

/** Raised when a reader of older documents would misread newer ones. */
const COMPLETION_SCHEMA_VERSION = 1;
/** More at once would only shrink each one's share of memory bandwidth. */
const MAX_SAMPLES = 256;

export function addCompleteCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('complete')
    .description('ask the model alone: no examples, no verification')
    .argument('[file]', 'message or text; - for standard input')
    .option('--raw', 'continue the bare text; special tokens in it are recognised')
    .option('--samples <n>', 'samples over the one prompt', wholeNumber(1, MAX_SAMPLES), 1)
    .option('--max-tokens <n>', 'tokens of each sample', wholeNumber(1), 256)
    .option('--temperature <t>', '0 is greedy', nonNegativeNumber, 0)
    .option('--top-p <p>', 'nucleus mass', positiveFraction, 1)
    .option('--min-p <p>', 'fraction of the top probability', fraction, 0)
    .option('--stop <text>', 'end before this text; may be repeated', (text: string, all: string[]) => [...all, text], [])
    .addOption(new Option('--stop-after-function <language>', 'end once a function is complete').choices(LANGUAGE_NAMES))
    .option('--ban <token>', 'never write this token; may be repeated', (text: string, all: string[]) => [...all, text], [])
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(precisionOption())
    .addOption(modelOption())
    .addOption(endpointOption())
    .addOption(priceOption())
    .addOption(jsonOption())
    .action(async (file: string | undefined, flags: CompleteFlags) => {
      exit(await withSession(flags, (session) => complete(session, file, flags)));
    });
}

async function complete(session: Session, file: string | undefined, flags: CompleteFlags): Promise<ExitCode> {
  const { text } = await readInput(file, session, 'text');
  if (text.trim() === '') {
    throw new ReckonError('invalid-input', 'The text is empty.', { hint: 'Give a message, or with --raw the text to continue.' });
  }
  const parts = session.reckon.complete({
    prompt: promptOf(text, flags.raw === true),
    count: flags.samples,
    model: modelReference(flags),
    options: {
      maxOutputTokens: flags.maxTokens,
      temperature: flags.temperature,
      topP: flags.topP,
      minP: flags.minP,
      seed: flags.seed,
      stopSequences: flags.stop,
      ...(flags.stopAfterFunction ? { stopAfterFunction: flags.stopAfterFunction } : {}),
      bannedTokens: flags.ban,
      abortSignal: session.signal,
    },
    onLoadProgress: loadProgress(session.terminal),
  });
  const { samples, usage, cost } = await collect(parts, flags.samples, session);
  if (session.signal.aborted) {
    return EXIT.interrupted;
  }
  await session.print(
    flags.json === true
      ? JSON.stringify({ schemaVersion: COMPLETION_SCHEMA_VERSION, samples, usage: usageDocument(usage, flags.samples, cost) }, null, 2)
      : samples.map((sample) => sample.text).join('\n---\n'),
  );
  return EXIT.ok;
}

function promptOf(text: string, raw: boolean): Prompt {
  return raw ? { kind: 'text', text } : { kind: 'chat', messages: [{ role: 'user', content: text }] };
}

/** By the names of `solve`, and the two times that only one call has. */
function usageDocument(usage: Usage, samples: number, { seconds, loadSeconds, energy, dollars }: CompletionCost): Record<string, unknown> {
  const { promptTokens, cachedPromptTokens, completionTokens, prefillSeconds, decodeSeconds } = usage;
  return {
    promptTokens, cachedPromptTokens, completionTokens, samples, seconds, prefillSeconds, decodeSeconds, loadSeconds,
    energyJoules: energy.joules, energySource: energy.source, dollars,
  };
}

interface Collected {
  readonly samples: readonly Sample[];
  readonly usage: Usage;
  readonly cost: CompletionCost;
}

async function collect(parts: AsyncGenerator<StreamPart, CompletionCost>, count: number, { terminal }: Session): Promise<Collected> {
  const samples: Sample[] = Array.from({ length: count }, () => ({ text: '', tokens: 0, finishReason: null }));
  let characters = 0;
  let end: Finish | StreamError | undefined;
  for (;;) {
    const next = await parts.next();
    if (next.done === true) {
      return { samples, usage: usageOf(end), cost: next.value };
    }
    const part = next.value;
    switch (part.type) {
      case 'text-delta':
        sampleAt(samples, part.sampleIndex).text += part.text;
        characters += part.text.length;
        terminal.transient(`  writing ${plural(count, 'sample')}: ${formatCount(characters)} characters`, 'writing', `  writing ${plural(count, 'sample')}`);
        break;
      case 'sample-finish':
        Object.assign(sampleAt(samples, part.sampleIndex), { tokens: part.completionTokens, finishReason: part.finishReason });
        break;
      case 'finish':
      case 'error':
        end = part;
        break;
      case 'reasoning-delta':
        break;
    }
  }
}

function usageOf(end: Finish | StreamError | undefined): Usage {
  if (end === undefined) {
    throw cancelledError(); // A stream without its last part was left in the middle.
  }
  if (end.type === 'error') {
    throw deserializeError(end.error);
  }
  return end.usage;
}

function sampleAt(samples: readonly Sample[], index: number): Sample {
  const sample = samples[index];
  if (!sample) {
    throw new Error(`The model reported sample ${index} of ${samples.length}.`);
  }
  return sample;
}
