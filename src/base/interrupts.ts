/**
 * Leaves Ctrl-C to the parent. A terminal sends it to every process of its foreground group, so a
 * child that heeded it would be gone before the parent could ask it to stop and keep what it has.
 * A child that calls this must end when its channel closes.
 */
export function leaveInterruptsToParent(): void {
  process.on('SIGINT', () => undefined);
}
