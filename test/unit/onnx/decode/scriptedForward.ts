import type { Hyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import type { KVCache } from '../../../../src/backends/onnx/session/kvCache';
import type { ForwardModel, ForwardRequest, ScoredRow } from '../../../../src/backends/onnx/session/transformerSession';

const VOCABULARY = 6;
/** Fewer than the vocabulary, so that some draws need all logits. */
const SCORED = 3;

/** Two layers of one head of two numbers: enough to see what a cache holds. */
export const SHAPE = {
  layers: 2, kvHeads: 1, heads: 1, headSize: 2, width: 2, contextLength: 512, vocabularySize: VOCABULARY,
} as unknown as Hyperparameters;

export interface ScriptedOptions {
  readonly contextLength?: number;
  /** Logits of what comes next. Default: `logitsAfter`. */
  says?(context: readonly number[]): Float32Array;
}

/**
 * A model whose next-token distribution depends on all tokens before, which it reads back from the
 * caches it is given: a row that is misplaced, lost or visible to the wrong sample changes what comes.
 */
export class ScriptedForward implements ForwardModel {
  readonly shape: Hyperparameters;
  /** Rows of each call, and for how many samples. */
  readonly calls: { readonly rows: number; readonly groups: number }[] = [];

  /** @param onCall hears of each call, by its number from 1 on, before it is answered */
  constructor(private readonly options: ScriptedOptions = {}, private readonly onCall: (call: number) => void = () => undefined) {
    this.shape = { ...SHAPE, ...(options.contextLength === undefined ? {} : { contextLength: options.contextLength }) };
  }

  /** The most rows that one sample had in a call for several. */
  get longestDraft(): number {
    return Math.max(...this.calls.map(({ rows, groups }) => (groups === 1 ? 0 : rows / groups - 1)));
  }

  async forward(request: ForwardRequest): Promise<ScoredRow[]> {
    const { tokens, groups, logitRows, shared, own, into } = request;
    const rows = tokens.length / groups;
    const { contextLength } = this.shape;
    if (request.positions.some((position) => position < 0 || position >= contextLength)) {
      throw new RangeError(`One of the positions ${request.positions.join(', ')} is none of ${contextLength}.`);
    }
    this.calls.push({ rows: tokens.length, groups });
    this.onCall(this.calls.length);
    into.reserve(rows);
    const written = Float32Array.from(tokens.flatMap((token, index) => [token, request.positions[index] ?? -1]));
    for (let layer = 0; layer < SHAPE.layers; layer += 1) {
      into.append(layer, written, written, rows);
    }
    return logitRows.map((row) => {
      const group = Math.floor(row / rows);
      const fresh = tokens.slice(group * rows, row + 1);
      const context = [...held(shared, 0), ...(own ? held(own, group) : []), ...fresh];
      return scored((this.options.says ?? logitsAfter)(context), request.temperature, request.wantsLogits);
    });
  }
}

/** Tokens in a cache, which must lie at their own positions. */
function held(cache: KVCache, sequence: number): number[] {
  const mask = cache.slotMask().subarray(sequence * cache.capacity, (sequence + 1) * cache.capacity);
  const keys = cache.layers[1]?.keys ?? new Float32Array();
  return [...mask.keys()].filter((slot) => mask[slot] === 0).map((slot) => keys[(sequence * cache.capacity + slot) * SHAPE.headSize] ?? -1);
}

/** A distribution that every token of the context has a say in. */
export function logitsAfter(context: readonly number[]): Float32Array {
  const mixed = context.reduce((hash, token) => (Math.imul(hash ^ (token + 1), 0x01000193) >>> 0) % 9973, 17);
  return Float32Array.from({ length: VOCABULARY }, (_, id) => ((mixed * (id + 3)) % 7) / 2);
}

/** Mostly counts on from the last token, 0 to 4 and round again, and never ends: what comes next was there before. */
export function counting(context: readonly number[]): Float32Array {
  const next = ((context.at(-1) ?? 0) + 1) % (VOCABULARY - 1);
  return Float32Array.from({ length: VOCABULARY }, (_, id) => (id === VOCABULARY - 1 ? -50 : id === next ? 5 : 0));
}

function scored(logits: Float32Array, temperature: number, wantsLogits: boolean): ScoredRow {
  const ids = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b).slice(0, SCORED);
  const logSum = (scale: number): number => Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit / scale), 0));
  const scores = { ids, logits: ids.map((id) => logits[id] ?? 0), logNormalizer: logSum(1), scaledLogNormalizer: logSum(temperature || 1) };
  return { scores, logits: wantsLogits ? logits : null };
}
