import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the server. */
export interface ScriptedAnswer {
  readonly text: string;
  /** The rest of the text comes only when `release` is called, so that a picture can be taken in the middle. */
  readonly holdAfter?: number;
  /** An HTTP status in place of an answer. */
  readonly status?: number;
}

/** A server that speaks OpenAI's chat completions and answers what is written down, in order; the last answer repeats. */
export class ScriptedProvider {
  readonly authorizations: string[] = [];
  /** Model that each request named. */
  readonly models: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private readonly held: (() => void)[] = [];
  private next = 0;
  private answers: readonly ScriptedAnswer[] = [];

  static async start(): Promise<ScriptedProvider> {
    const provider = new ScriptedProvider();
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  script(answers: readonly ScriptedAnswer[]): void {
    this.answers = answers;
    this.next = 0;
  }

  /** Lets every held answer go on. */
  release(): void {
    this.held.splice(0).forEach((go) => go());
  }

  async stop(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    this.models.push((JSON.parse(body) as { readonly model: string }).model);
    this.authorizations.push(request.headers.authorization ?? '');
    const scripted = this.answers[Math.min(this.next, this.answers.length - 1)];
    this.next += 1;
    if (scripted === undefined || scripted.status !== undefined) {
      response.writeHead(scripted?.status ?? 500, { 'content-type': 'application/json' }).end('{"error":{"message":"scripted"}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const { text, holdAfter } = scripted;
    this.write(response, text.slice(0, holdAfter));
    if (holdAfter !== undefined) {
      await new Promise<void>((resolve) => {
        this.held.push(resolve);
        response.once('close', resolve);
      });
      this.write(response, text.slice(holdAfter));
    }
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`);
    const tokens = Math.ceil(text.length / 4);
    response.write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 180, completion_tokens: tokens, total_tokens: 180 + tokens } })}\n\n`);
    response.end('data: [DONE]\n\n');
  }

  /** In pieces of a few characters, as real servers do. */
  private write(response: ServerResponse, text: string): void {
    for (const content of text.match(/[\s\S]{1,7}/g) ?? []) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`);
    }
  }
}
