const PIECES = /[A-Za-z]+|\d|\s+|[^\sA-Za-z\d]/gu;
/** Letters of a token within a word, on the low side: common words are one token whatever their length. */
const LETTERS_PER_TOKEN = 4;

/**
 * Tokens of a text of code, guessed on the high side: what is retrieved has to fit a limit before any model is loaded
 * that could count. docs/retrieval.md says how far off that is for the default model.
 */
export function guessTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    tokens += tokensOfPiece(piece);
  }
  return tokens;
}

function tokensOfPiece(piece: string): number {
  if (/^[A-Za-z]/.test(piece)) {
    const words = piece.split(/(?<=[a-z])(?=[A-Z])/);
    return words.reduce((sum, word) => sum + Math.ceil(word.length / LETTERS_PER_TOKEN), 0);
  }
  if (/^\s/.test(piece)) {
    // The blank before a word belongs to its token.
    return piece === ' ' ? 0 : 1;
  }
  return Buffer.byteLength(piece);
}
