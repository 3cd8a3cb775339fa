import { parseArgs } from 'node:util';

export interface LauncherArguments {
  readonly extensionPath: string;
  readonly testsPath: string;
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
  readonly workspaceTrust: boolean;
}

/** Reads the desktop's command line; arguments that only a desktop has are ignored. */
export function parseLauncherArguments(args: readonly string[]): LauncherArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string' },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'disable-workspace-trust': { type: 'boolean' },
    },
  });
  const path = (name: keyof typeof values): string => {
    const value = values[name];
    if (typeof value !== 'string' || value === '') {
      throw new Error(`The launcher needs --${String(name)}=PATH.`);
    }
    return value;
  };
  const [folder] = positionals;
  if (folder === undefined) {
    throw new Error('The launcher needs a workspace folder.');
  }
  return {
    extensionPath: path('extensionDevelopmentPath'),
    testsPath: path('extensionTestsPath'),
    folder,
    userData: path('user-data-dir'),
    extensions: path('extensions-dir'),
    workspaceTrust: values['disable-workspace-trust'] !== true,
  };
}
