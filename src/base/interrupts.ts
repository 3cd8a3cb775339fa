/**
 * Leaves Ctrl-C to the parent where a child cannot have a process group of its own: a console of Windows
 * sends it to every process that is attached, and a child that heeded it would be gone before the parent
 * could ask it to stop and keep what it has. Elsewhere it never comes (`startNodeChild`).
 * A child that calls this must end when its channel closes.
 */
export function leaveInterruptsToParent(): void {
  process.on('SIGINT', () => undefined);
}
