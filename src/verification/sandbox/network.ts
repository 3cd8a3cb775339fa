import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

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

function functionsOf(owner: object): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value, configurable }]) => (typeof value === 'function' && configurable === true ? [name] : []));
}

function refuse(): never {
  throw new Error('There is no network here.');
}
