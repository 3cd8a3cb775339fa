import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const TASK = 'def f(x: int) -> int:\n    """Add one.\n\n    >>> f(1)\n    2\n    >>> f(-1)\n    0\n    """\n';
export const RIGHT = 'def f(x):\n    return x + 1\n';
export const WRONG = 'def f(x):\n    return x\n';

/** Small files that many tests name; returns where they are. */
export async function writeTaskFiles(folder: string): Promise<string> {
  const files = {
    'task.py': TASK,
    'right.py': RIGHT,
    'wrong.py': WRONG,
    'endless.py': 'def f(x):\n    while True:\n        pass\n',
    'no-examples.py': 'def f(x: int) -> int:\n    """Add one."""\n',
    'empty.py': '',
    'blank.py': ' \n\t\n',
    'task.cob': TASK,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}
