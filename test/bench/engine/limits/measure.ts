import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { MeasuredLimits } from './roofline';

/** Measures the machine in a process of its own, which gives all its memory back before the engines start. */
export async function measureLimits(calibrateScript: string, scanScript: string, threads: number): Promise<MeasuredLimits> {
  const child = fork(calibrateScript, [String(threads), scanScript], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const limits = await Promise.race([
    once(child, 'message').then(([message]) => message as MeasuredLimits),
    exited.then(([code]): never => {
      throw new Error(`The machine's limits could not be measured (exit code ${String(code)}).`);
    }),
  ]);
  await exited;
  return limits;
}
