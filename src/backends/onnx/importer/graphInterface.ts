/** Names and shapes of what goes into the graph and comes out: what importer and session agree on. */

/**
 * Rows of one call are arranged as `groups` x `rows` (N x R): groups are samples, rows are the new
 * tokens of each. Every row attends to the shared past (the prompt, P slots), to its own group's
 * past (L slots) and to the new tokens of its own group. This is bifurcated attention
 * (Athiwaratkun et al., 2403.08845): the prompt's keys and values exist once for all samples.
 * Reading a prompt is the case N = 1; plain decoding of n samples is R = 1; checking d drafted
 * tokens of each is R = 1 + d.
 *
 * Heads come first everywhere, so that the queries of all samples against the prompt are one product
 * a head, which reads the prompt's keys once and not once a sample.
 */
export const INPUTS = {
  hidden: 'hidden', // [1, N*R, width]
  positions: 'positions', // [1, N*R]
  logitRows: 'logit_rows', // [M], which rows get logits
  inverseTemperature: 'inverse_temperature', // [1]
  queryShape: 'query_shape', // [N, R, kvHeads, heads/kvHeads, headSize]
  keyShape: 'key_shape', // [N, R, kvHeads, headSize]
  groupShape: 'group_shape', // [kvHeads, N, heads/kvHeads * R, -1]
  sharedRows: 'shared_rows', // [kvHeads, N * heads/kvHeads * R, P]
  splitSizes: 'split_sizes', // [P, L, R]
  contextShape: 'context_shape', // [kvHeads, N, heads/kvHeads, R, headSize]
  sharedMask: 'shared_mask', // [1, 1, P], 0 or -inf
  ownMask: 'own_mask', // [1, N, 1, L]
  newMask: 'new_mask', // [1, 1, heads/kvHeads * R, R]
} as const;

export const LOGITS = 'logits'; // [M, vocabulary]
/**
 * What a sampler needs of the logits, computed where they are: reading a vocabulary of 150,000 in
 * JavaScript takes longer than a sample's share of a step.
 */
export const HEAD = {
  logits: 'top_logits', // [M, HEAD_TOKENS], falling
  ids: 'top_ids', // [M, HEAD_TOKENS]
  logNormalizer: 'log_normalizer', // [M], of the logits
  scaledLogNormalizer: 'scaled_log_normalizer', // [M], of the logits times the inverse temperature
} as const;
/** Holds a nucleus of 0.95 at nearly every position of code; the sampler says when it does not. */
export const HEAD_TOKENS = 256;
/** What the output matrix is multiplied with, for computing chosen logits again. */
export const FINAL_HIDDEN = 'final_hidden'; // [M, width]

/**
 * Names of a layer's cache inputs (shared: `[kvHeads, P, headSize]`, own: `[kvHeads, N, L, headSize]`)
 * and of its new keys and values (`[kvHeads, N, R, headSize]`).
 */
export function cacheNames(layer: number): Record<'sharedKeys' | 'sharedValues' | 'ownKeys' | 'ownValues' | 'newKeys' | 'newValues', string> {
  return {
    sharedKeys: `shared_keys.${layer}`,
    sharedValues: `shared_values.${layer}`,
    ownKeys: `own_keys.${layer}`,
    ownValues: `own_values.${layer}`,
    newKeys: `new_keys.${layer}`,
    newValues: `new_values.${layer}`,
  };
}
