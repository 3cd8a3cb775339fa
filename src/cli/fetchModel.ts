import type { FetchProgress, WeightsFile } from '../weights/types';
import { formatBytes } from '../base/format';
import type { Session } from './session';

const BAR_WIDTH = 24;
/** Without a terminal a line every tenth is enough. */
const MILESTONE_PERCENT = 10;

/** Fetches a catalogue model, showing how far it is. Returns at once when it is there and whole. */
export async function fetchWithProgress({ reckon, terminal, signal }: Session, id: string): Promise<WeightsFile> {
  let showed = false;
  const file = await reckon.weights.fetch(id, {
    signal,
    onProgress: (progress) => {
      showed = true;
      terminal.transient(describe(progress), milestone(progress));
    },
  });
  if (showed) {
    terminal.line(`  ${id}: ${formatBytes(file.bytes)}, digest checked`);
  }
  return file;
}

function describe({ modelId, phase, source, receivedBytes, totalBytes }: FetchProgress): string {
  const fraction = totalBytes === 0 ? 0 : receivedBytes / totalBytes;
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const words = phase === 'checking' ? 'checking the digest' : phase === 'connecting' ? `trying the ${source}` : `from the ${source}`;
  return `  ${modelId} [${bar}] ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}, ${words}`;
}

function milestone({ phase, source, receivedBytes, totalBytes }: FetchProgress): string {
  const tenths = Math.floor((receivedBytes / Math.max(1, totalBytes)) * (100 / MILESTONE_PERCENT));
  return `${phase} ${source} ${phase === 'downloading' ? tenths : ''}`;
}
