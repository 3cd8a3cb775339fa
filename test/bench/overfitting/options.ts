export interface OverfittingOptions {
  /** Files of problems with their canonical solutions, one JSON document a line, gzipped or not. */
  readonly data: readonly string[];
  readonly seeds: readonly number[];
}

export const USAGE = `npm run bench -- overfitting --data FILE... [--seeds 1,2,3]

How often a right answer is taken for one that knows the examples: every canonical solution is verified
with the examples of its own description, then looked at as a winner is. Prints who was called what, and why.`;

const DEFAULT_SEEDS = [1, 2, 3];

export function parseOverfittingOptions(args: readonly string[]): OverfittingOptions {
  const data: string[] = [];
  let seeds: readonly number[] = DEFAULT_SEEDS;
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index + 1] ?? '';
    switch (args[index]) {
      case '--data':
        while (args[index + 1] !== undefined && !args[index + 1]?.startsWith('--')) {
          index += 1;
          data.push(args[index] ?? '');
        }
        break;
      case '--seeds':
        seeds = value.split(',').map(Number);
        index += 1;
        break;
      case '--root':
        index += 1;
        break;
      case '--help':
        break;
      default:
        throw new Error(`Unknown option ${args[index] ?? ''}.\n${USAGE}`);
    }
  }
  if ((data.length === 0 && !args.includes('--help')) || seeds.some((seed) => !Number.isSafeInteger(seed))) {
    throw new Error(USAGE);
  }
  return { data, seeds };
}
