/**
 * Lets what waits for the event loop go first. Awaiting what is there already does not end a turn, so that pieces of work
 * of tens of milliseconds each add up to one during which an editor answers nothing.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
