import type { TextEnd } from '../../src/backends/onnx/sampling';

/** The text that is let through when it comes in these pieces, and whether its end was found. */
export function feed(end: TextEnd, pieces: readonly string[]): { text: string; stopped: boolean } {
  let text = '';
  for (const piece of pieces) {
    const { emit, stopped } = end.push(piece);
    text += emit;
    if (stopped) {
      return { text, stopped };
    }
  }
  return { text: text + end.flush(), stopped: false };
}
