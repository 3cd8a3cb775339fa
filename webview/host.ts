import { parseHostMessage, type HostMessage, type PanelMessage } from '../src/protocol';

/** What a page may keep while it is hidden: VS Code throws the rest away. */
export interface Draft {
  /** The question the words belong to; the host's newer question wins. */
  readonly questionId: number;
  readonly words: string;
}

interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): Draft | undefined;
  setState(draft: Draft): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension host, as the page sees it. */
export interface Host {
  send(message: PanelMessage): void;
  readDraft(): Draft | undefined;
  saveDraft(draft: Draft): void;
  /** Calls back with each message that is what it should be; the host is told of others. */
  onMessage(listener: (message: HostMessage) => void): void;
}

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    readDraft: () => api.getState(),
    saveDraft: (draft) => api.setState(draft),
    onMessage: (listener) => {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const parsed = parseHostMessage(data);
        if (parsed.ok) {
          listener(parsed.message);
        } else {
          api.postMessage({ type: 'misunderstood', problem: parsed.problem });
        }
      });
    },
  };
}
