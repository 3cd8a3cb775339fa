import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** Resolves when the connection of this request is closed, by whomever. */
  readonly closed: Promise<void>;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

/** A server of chat completions on loopback. Each request is answered by the next function; the last one repeats. */
export class ChatServer {
  readonly requests: ReceivedRequest[] = [];
  private readonly server: Server;

  private constructor(private readonly answers: readonly Answer[]) {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(...answers: readonly Answer[]): Promise<ChatServer> {
    const chat = new ChatServer(answers);
    await new Promise<void>((resolve) => chat.server.listen(0, '127.0.0.1', resolve));
    return chat;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const received = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>, closed };
    const answer = this.answers[Math.min(this.requests.length, this.answers.length - 1)];
    this.requests.push(received);
    await answer?.(response, received);
  }
}

export interface StreamedAnswer {
  readonly pieces: readonly string[];
  readonly finish?: 'stop' | 'length' | null;
  /** Null: the server does not say what was used. */
  readonly usage?: { readonly prompt: number; readonly completion: number } | null;
}

/** Streams text piece by piece and says what it used. */
export function streamed({ pieces, finish = 'stop', usage = null }: StreamedAnswer): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    pieces.forEach((content) => writeChunk(response, { choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
    if (finish !== null) {
      writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: finish }] });
    }
    if (usage !== null) {
      const { prompt, completion } = usage;
      writeChunk(response, { choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion } });
    }
    response.end('data: [DONE]\n\n');
  };
}

export function writeChunk(response: ServerResponse, chunk: unknown): void {
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** Refuses, and says why in the way of this protocol. */
export function refused(status: number, message: unknown = 'scripted'): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
  };
}
