import type { Browser } from 'playwright-core';
import { launchChromium } from './browser';
import { ensureHarness } from './install.mjs';
import { startServer, type Server, type ServerOptions } from './server';

/** A served VS Code and a browser to see it with. */
export interface Session {
  readonly server: Server;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function startSession(options: ServerOptions): Promise<Session> {
  const server = await startServer(await ensureHarness(), options);
  try {
    const browser = await launchChromium();
    const close = async (): Promise<void> => {
      try {
        await browser.close();
      } finally {
        await server.stop();
      }
    };
    return { server, browser, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
