/** What the model says of the next token: the likeliest ones, and how much the whole vocabulary weighs. */
export interface TokenScores {
  /** Likeliest first. */
  readonly ids: ArrayLike<number>;
  /** Of `ids`, falling. */
  readonly logits: ArrayLike<number>;
  /** Logarithm of the sum of e^logit over the whole vocabulary. */
  readonly logNormalizer: number;
  /** The same for logits divided by the sampling temperature. At temperature 0 it is not looked at. */
  readonly scaledLogNormalizer: number;
}
