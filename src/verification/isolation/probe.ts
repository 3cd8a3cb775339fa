import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { killNodeChild, nodeFiles, whenGone } from '../../base/nodeChild';
import { PROBE_SECONDS } from './limits';
import { ATTEMPTS, PROBE_PROGRAM, type Attempt, type ProbeTargets } from './probeProgram';
import type { Confinement, PlainCommand, Surroundings } from './types';

const CANARY = 'nobody may read this';
/** The probe's answer has a hundred bytes; more than this is no answer. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Of what the wrapper complains, the end. */
const COMPLAINT_LENGTH = 300;

interface Ran {
  readonly stdout: string;
  /** The last words on standard error, or why the program did not start. */
  readonly complaint: string;
}

interface Answer {
  readonly open: readonly string[];
  readonly sum: number;
  readonly seen: Surroundings;
}

/**
 * Runs a program inside the wrapper that tries what must not work there.
 * @returns null when nothing of it worked and the program itself did; else why the wrapper is not used.
 */
export async function findHole(confinement: Confinement, clock: Clock, signal?: AbortSignal): Promise<string | null> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'reckon-probe-'));
  const bait = await openBait();
  try {
    const canary = join(folder, 'canary.txt');
    await writeFile(canary, CANARY);
    const ran = await runInside(confinement, await targetsOf(folder, canary, bait.port), clock, signal);
    const answer = parseAnswer(ran.stdout);
    if (answer === null) {
      return `it starts no program${ran.complaint === '' ? '' : `: ${ran.complaint}`}`;
    }
    const isIntact = (await readFile(canary, 'utf8')) === CANARY && (await readdir(folder)).length === 1 && bait.calls() === 0;
    const open = answer.open.map((name) => ATTEMPTS[name as Attempt] ?? name);
    if (open.length > 0 || !isIntact) {
      return `a program in it could ${open.join(', ') || 'reach this machine'}`;
    }
    return confinement.encloses(answer.seen) ? null : 'a program in it sees the machine as it is';
  } finally {
    bait.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A port of this machine that a confined program must not reach. */
async function openBait(): Promise<{ readonly port: number; calls(): number; close(): void }> {
  let calls = 0;
  const server: Server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, calls: () => calls, close: () => void server.close() };
}

const ENVIRONMENT: Readonly<Record<string, string>> = { ELECTRON_RUN_AS_NODE: '1' };
/** The wrapper sets this itself, to the folder inside. */
const SET_BY_WRAPPER = ['PWD'];

async function targetsOf(folder: string, canary: string, port: number): Promise<ProbeTargets> {
  const given = [...Object.keys(ENVIRONMENT), ...SET_BY_WRAPPER];
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => ''); // Linux only.
  return { folder, canary, port, parent: process.pid, parentStart: stat.split(') ').pop()?.split(' ')[19] ?? '', names: Object.keys(process.env).filter((name) => name !== ''), given };
}

function runInside(confinement: Confinement, targets: ProbeTargets, clock: Clock, signal: AbortSignal | undefined): Promise<Ran> {
  signal?.throwIfAborted();
  const plain: PlainCommand = { file: process.execPath, args: ['-e', PROBE_PROGRAM, JSON.stringify(targets)], cwd: '/', environment: ENVIRONMENT };
  const { file, args, cwd, environment } = confinement.confine(plain, { readable: nodeFiles(), writable: [] });
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const kill = (): void => killNodeChild(child);
    const stop = clock.schedule(PROBE_SECONDS, kill);
    signal?.addEventListener('abort', kill, { once: true });
    let stdout = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout = (stdout + chunk.toString()).slice(0, MAX_ANSWER_BYTES);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-COMPLAINT_LENGTH);
    });
    const finish = (why: string): void => {
      stop();
      signal?.removeEventListener('abort', kill);
      resolve({ stdout, complaint: why.trim() });
    };
    child.once('error', (error) => finish(error.message));
    void whenGone(child, clock).then(() => finish(complaint));
  });
}

/** Null for what is no answer of the probe: what it printed is data, checked and not trusted. */
function parseAnswer(text: string): Answer | null {
  try {
    const { open, sum, seen } = JSON.parse(text) as Partial<Record<keyof Answer, unknown>>;
    return Array.isArray(open) && sum === 42 && isSurroundings(seen) ? { open: open.map(String), sum, seen } : null;
  } catch {
    return null; // The program did not come to its end.
  }
}

/** Data from a process, as what a process sees of where it runs. */
export function isSurroundings(data: unknown): data is Surroundings {
  const { hostName, parent, networks } = (data ?? {}) as Partial<Record<keyof Surroundings, unknown>>;
  return typeof hostName === 'string' && typeof parent === 'number' && Array.isArray(networks);
}
