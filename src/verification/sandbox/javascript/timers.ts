/**
 * Part of the program that runs inside QuickJS: timers that wait for nothing real. When all else is done, the host has
 * the next one that is due run at once. Uses `list`, `add`, `apply` and `offer` of that program.
 */
export const SCRIPT_TIMERS = `
  let timers = list(), lastTimer = 0, moment = 0;
  const delayOf = (milliseconds) => (milliseconds > 0 ? +milliseconds : 0);
  const schedule = (task, milliseconds, given, again) => {
    lastTimer += 1;
    add(timers, { id: lastTimer, due: moment + delayOf(milliseconds), task, given, again });
    return lastTimer;
  };
  const unschedule = (id) => {
    const rest = list();
    for (let i = 0; i < timers.length; i += 1) if (timers[i].id !== id) add(rest, timers[i]);
    timers = rest;
  };
  /** Runs the timer that is due first; false when there is none. */
  const runTimer = () => {
    let next = null;
    for (let i = 0; i < timers.length; i += 1) if (next === null || timers[i].due < next.due) next = timers[i];
    if (next === null) return false;
    unschedule(next.id);
    moment = next.due;
    // A repeated one is never due at the same moment again, so that others have their turn.
    if (next.again !== null) add(timers, { id: next.id, due: moment + next.again, task: next.task, given: next.given, again: next.again });
    if (typeof next.task === 'function') try { apply(next.task, undefined, next.given); } catch {}
    return true;
  };
  offer('setTimeout', (task, milliseconds, ...given) => schedule(task, milliseconds, given, null));
  offer('setInterval', (task, milliseconds, ...given) => schedule(task, milliseconds, given, delayOf(milliseconds) || 1));
  offer('clearTimeout', unschedule);
  offer('clearInterval', unschedule);
  offer('queueMicrotask', (task) => { promiseThen(resolved, () => apply(task, undefined, [])); });
`;
