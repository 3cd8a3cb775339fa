const FENCE = /^[ \t]*```[^\n]*$/m;

/**
 * The code in a model's answer. The answer usually continues an opened code block, so everything
 * up to a closing fence is code; a model that opens a block of its own is taken at its word.
 */
export function extractCode(answer: string): string {
  const fence = FENCE.exec(answer);
  if (!fence) {
    return trimBlankLines(answer);
  }
  const before = answer.slice(0, fence.index);
  const opensBlock = fence[0].trim().length > 3 || before.trim() === '';
  if (!opensBlock) {
    return trimBlankLines(before);
  }
  const rest = answer.slice(fence.index + fence[0].length + 1);
  const end = FENCE.exec(rest);
  return trimBlankLines(end ? rest.slice(0, end.index) : rest);
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}
