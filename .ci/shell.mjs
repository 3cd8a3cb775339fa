import { spawn } from 'node:child_process';

/**
 * Runs a command and resolves with its exit code and everything it printed. `show` streams the output as it comes.
 * Without a shell, so that no argument is ever interpreted.
 */
export function run(command, args, { cwd, env, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    const keep = (target) => (chunk) => {
      chunks.push(chunk);
      if (show) {
        target.write(chunk);
      }
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: `${Buffer.concat(chunks)}${signal ?? ''}` }));
  });
}

/** Runs a command that has to succeed; its output is shown only when it does not. */
export async function need(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${what} failed (${command} ${args.join(' ')}, exit code ${code}).\n${output}`);
  }
}

/** Says what is going on, and for how long it went on. */
export async function step(title, work) {
  const started = performance.now();
  console.log(`${title} …`);
  const result = await work();
  console.log(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
