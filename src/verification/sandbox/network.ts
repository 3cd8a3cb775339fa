import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { isOpen } from './doors';

/**
 * Takes the network away from this process, for good: Node's permission model (before Node 25) leaves
 * it open, and a wrapper is not on every machine. Every client and server in JavaScript (HTTP, TLS, the
 * `ws` that Pyodide's sockets are made of) ends at one of these.
 */
export function closeNetwork(): void {
  const doors: readonly (readonly [owner: object, names: readonly string[]])[] = [
    [net.Socket.prototype, ['connect']],
    [net.Server.prototype, ['listen']],
    [dgram.Socket.prototype, ['bind', 'connect', 'send']],
    [dns, functionsOf(dns)],
    [dns.promises, functionsOf(dns.promises)],
    [dns.Resolver.prototype, functionsOf(dns.Resolver.prototype)],
    [dns.promises.Resolver.prototype, functionsOf(dns.promises.Resolver.prototype)],
  ];
  for (const [owner, names] of doors) {
    for (const name of names) {
      Object.defineProperty(owner, name, { value: refuse, configurable: false, writable: false });
    }
  }
}

/** What this process could do with the network, in words, after it was taken away: tried, and not believed. Nothing is sent. */
export function openNetwork(): readonly string[] {
  const socket = new net.Socket();
  const server = net.createServer();
  const datagrams = dgram.createSocket('udp4');
  // Where a door is open, it is let go of before anything comes of it; what that says is of no interest.
  [socket, server, datagrams].forEach((opened) => opened.on('error', () => undefined));
  const open = [
    ...(isOpen(() => socket.connect(DISCARD_PORT, LOCAL)) ? ['connect to others'] : []),
    ...(isOpen(() => server.listen(0, LOCAL)) ? ['listen for others'] : []),
    ...(isOpen(() => datagrams.bind(0, LOCAL)) ? ['send to others'] : []),
  ];
  socket.destroy();
  server.close();
  datagrams.close();
  return open;
}

const LOCAL = '127.0.0.1';
/** Where nobody listens. */
const DISCARD_PORT = 9;

function functionsOf(owner: object): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value, configurable }]) => (typeof value === 'function' && configurable === true ? [name] : []));
}

function refuse(): never {
  throw new Error('There is no network here.');
}
