/** What the machine can do at best, measured in the same run. */
export interface MeasuredLimits {
  /** The fastest of `bandwidths`. */
  readonly bytesPerSecond: number;
  /** The fastest of `peaks`. */
  readonly multiplyAddsPerSecond: number;
  /** By the way of measuring. */
  readonly bandwidths: Readonly<Record<string, number>>;
  readonly peaks: Readonly<Record<string, number>>;
}

/** The limits that several ways of measuring show, the fastest of each kind. */
export function limitsFrom(bandwidths: Readonly<Record<string, number>>, peaks: Readonly<Record<string, number>>): MeasuredLimits {
  return { bandwidths, peaks, bytesPerSecond: Math.max(...Object.values(bandwidths)), multiplyAddsPerSecond: Math.max(...Object.values(peaks)) };
}

/** The better of two measurements each: whatever else ran could only make them worse. */
export function bestOf(a: MeasuredLimits, b: MeasuredLimits): MeasuredLimits {
  const better = (left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(left).map(([how, value]) => [how, Math.max(value, right[how] ?? 0)]));
  return limitsFrom(better(a.bandwidths, b.bandwidths), better(a.peaks, b.peaks));
}

/** What an engine has to move and to compute for one model. */
export interface LimitInputs {
  /** Bytes of the weights that every step reads, as the engine stores them. */
  readonly weightBytes: number;
  /** Bytes of keys and values for one token of context. */
  readonly cacheBytesPerToken: number;
  /** Whether samples of one prompt share its keys and values. */
  readonly sharesPrompt: boolean;
  /** Of the weights, for one token. */
  readonly multiplyAddsPerToken: number;
  /** Of attention, for one token and one token of context. */
  readonly attentionPerToken: number;
}

export interface Load {
  readonly promptTokens: number;
  readonly count: number;
  /** Of each sample. */
  readonly outputTokens: number;
}

/** The two walls of the roofline model (Williams et al., CACM 2009), in tokens/s over all samples; the lower one holds. */
export interface Roofline {
  readonly byBandwidth: number;
  readonly byCompute: number;
  readonly limit: number;
}

/** While generating: one step reads the weights once and gives every sample a token. On average half of the output is context already. */
export function decodeLimit(measured: MeasuredLimits, inputs: LimitInputs, { promptTokens, count, outputTokens }: Load): Roofline {
  const own = outputTokens / 2;
  const contextRead = inputs.sharesPrompt ? promptTokens + count * own : count * (promptTokens + own);
  const bytesPerStep = inputs.weightBytes + contextRead * inputs.cacheBytesPerToken;
  const operations = inputs.multiplyAddsPerToken + inputs.attentionPerToken * (promptTokens + own);
  return roofline((count * measured.bytesPerSecond) / bytesPerStep, measured.multiplyAddsPerSecond / operations);
}

/** While reading a prompt: the weights are read once for all its tokens, each of which attends to half of it on average; logits are needed for the last only, which is not taken off here. */
export function prefillLimit(measured: MeasuredLimits, inputs: LimitInputs, promptTokens: number): Roofline {
  const operations = inputs.multiplyAddsPerToken + (inputs.attentionPerToken * promptTokens) / 2;
  return roofline((promptTokens * measured.bytesPerSecond) / inputs.weightBytes, measured.multiplyAddsPerSecond / operations);
}

function roofline(byBandwidth: number, byCompute: number): Roofline {
  return { byBandwidth, byCompute, limit: Math.min(byBandwidth, byCompute) };
}
