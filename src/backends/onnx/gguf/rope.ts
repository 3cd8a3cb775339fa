import { ReckonError } from '../../../base/errors';
import { readCount, readNumber } from './keys';
import type { GgufFile } from './types';

/** How positions are stretched beyond the context that a model was first trained on. */
export interface RopeScaling {
  /** `linear` divides all frequencies by the factor; `yarn` (2309.00071) the low ones only. Factor 1 is no scaling. */
  readonly kind: 'linear' | 'yarn';
  readonly factor: number;
  /** Multiplies rotated queries and keys, beside what YaRN itself prescribes. */
  readonly attentionFactor: number;
  readonly originalContext: number;
  /** Turns over the original context from which a frequency is kept, and below which it is divided. */
  readonly betaFast: number;
  readonly betaSlow: number;
}

/** What YaRN's authors use for LLaMA models; files state it only when theirs differs. */
const BETA_FAST = 32;
const BETA_SLOW = 1;
/** Of original contexts; larger than any model's. */
const CONTEXT_LIMIT = 2 ** 31;

/** Keys of scaling that change the result and are not known here, with the value that changes nothing. */
const NEUTRAL = { alpha: 0, yarn_log_multiplier: 0, yarn_ext_factor: 1, yarn_attn_factor: 1 } as const;

/** @throws ReckonError `unsupported-model` for other kinds of scaling, which would be silently wrong. */
export function readRopeScaling(file: GgufFile, architecture: string, contextLength: number): RopeScaling {
  const at = `${architecture}.rope.scaling`;
  const kind = file.metadata[`${at}.type`] ?? 'linear';
  if (kind !== 'linear' && kind !== 'yarn' && kind !== 'none') {
    throw unsupported(`scales its rotary positions in a way that Reckon cannot import: ${String(kind)}`);
  }
  for (const [key, neutral] of Object.entries(NEUTRAL)) {
    const stored = file.metadata[`${at}.${key}`];
    if (kind !== 'none' && stored !== undefined && stored !== neutral) {
      throw unsupported(`scales its rotary positions with ${key} = ${String(stored)}, which Reckon cannot import`);
    }
  }
  return {
    kind: kind === 'yarn' ? 'yarn' : 'linear',
    factor: kind === 'none' ? 1 : readFactor(file, architecture),
    attentionFactor: readNumber(file, `${at}.attn_factor`, 1),
    originalContext: readCount(file, `${at}.original_context_length`, CONTEXT_LIMIT, contextLength),
    betaFast: readNumber(file, `${at}.yarn_beta_fast`, BETA_FAST),
    betaSlow: readNumber(file, `${at}.yarn_beta_slow`, BETA_SLOW),
  };
}

/** 0 stands for no scaling, as does a missing key; the older of the two names is still in use. */
function readFactor(file: GgufFile, architecture: string): number {
  const keys = [`${architecture}.rope.scaling.factor`, `${architecture}.rope.scale_linear`];
  const key = keys.find((name) => file.metadata[name] !== undefined);
  return key === undefined || file.metadata[key] === 0 ? 1 : readNumber(file, key);
}

function unsupported(what: string): ReckonError {
  return new ReckonError('unsupported-model', `The model ${what}.`, { hint: 'Use a file without rope scaling, or with linear or yarn scaling.' });
}
