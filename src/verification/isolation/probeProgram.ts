/** What the probe tries from inside, by the name under which it reports success; in words for people. */
export const ATTEMPTS = {
  read: 'read a file of yours',
  list: 'list a folder of yours',
  write: 'change a file of yours',
  add: 'add a file of its own',
  system: 'change the system or its settings',
  process: 'see the process that started it',
  environment: 'read the environment of others',
  connect: 'connect to a port of this machine',
  network: 'find a network that leads out',
  namespaces: 'make namespaces of its own',
} as const;

export type Attempt = keyof typeof ATTEMPTS;

/** What the probe is told to try its hand at. */
export interface ProbeTargets {
  readonly folder: string;
  readonly canary: string;
  readonly port: number;
  readonly parent: number;
  /** When the parent started, in the kernel's ticks; empty where there is no `/proc`. */
  readonly parentStart: string;
  /** Names of the parent's environment. */
  readonly names: readonly string[];
  /** Names that the probe was given itself. */
  readonly given: readonly string[];
}

/** Runs as `node -e` inside the wrapper. Prints what it could do although it should not, and what it sees around it. */
export const PROBE_PROGRAM = `
const { accessSync, constants, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { connect } = require('node:net');
const { hostname, networkInterfaces } = require('node:os');
const { join } = require('node:path');
const told = JSON.parse(process.argv[1]);
const open = [];
const attempt = (name, act) => {
  try { if (act()) open.push(name); } catch {} // What fails is what should.
};
const done = (act) => { act(); return true; };
const writable = (path) => { try { accessSync(path, constants.W_OK); return true; } catch { return false; } };
const startOf = (number) => readFileSync('/proc/' + number + '/stat', 'utf8').split(') ').pop().split(' ')[19];
attempt('read', () => done(() => readFileSync(told.canary)));
attempt('list', () => readdirSync(told.folder).length > 0);
attempt('write', () => done(() => writeFileSync(told.canary, 'changed')));
attempt('add', () => done(() => writeFileSync(join(told.folder, 'added'), '')));
attempt('system', () => ['/', '/usr', '/usr/bin', '/etc', '/proc/sys/kernel/core_pattern', '/proc/sys/vm/drop_caches', '/proc/sysrq-trigger'].some(writable));
attempt('process', () => told.parentStart === '' ? process.kill(told.parent, 0) : startOf(told.parent) === told.parentStart);
attempt('environment', () => {
  const foreign = Object.keys(process.env).filter((name) => told.names.includes(name) && !told.given.includes(name));
  const first = '\\0' + readFileSync('/proc/1/environ', 'latin1');
  return foreign.length > 0 || told.names.some((name) => first.includes('\\0' + name + '='));
});
attempt('namespaces', () => spawnSync('unshare', ['--user', 'true'], { env: { PATH: '/usr/bin:/bin' } }).status === 0);
const networks = Object.entries(networkInterfaces()).filter(([, found]) => found.some(({ internal }) => !internal)).map(([name]) => name);
if (networks.length > 0) open.push('network');
const finish = () => process.stdout.write(JSON.stringify({ open, sum: 40 + 2, seen: { hostName: hostname(), parent: process.ppid, networks } }), () => process.exit(0));
const socket = connect({ host: '127.0.0.1', port: told.port });
socket.setTimeout(2000, () => socket.destroy(new Error('no answer')));
socket.once('connect', () => { open.push('connect'); socket.destroy(); finish(); });
socket.once('error', finish);
`;
