import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src/config/settings';

const root = join(import.meta.dirname, '../../..');
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const words = read('package.nls.json') as Record<string, string>;
const manifest = read('package.json') as {
  readonly engines: { readonly vscode: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly default: unknown; readonly description?: string; readonly markdownDescription?: string }> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
};

const said = (text: string | undefined): string | undefined => (text === undefined ? undefined : words[text.replaceAll('%', '')]);

describe('package.json', () => {
  const { properties } = manifest.contributes.configuration;

  it('declares the settings of the table, and no others', () => {
    expect(Object.keys(properties).sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it.each(Object.entries(SETTINGS))('gives %s the default and the words of the table', (key, setting) => {
    expect(properties[key]?.default).toEqual(setting.default);
    expect(said(properties[key]?.description ?? properties[key]?.markdownDescription)).toBe(setting.description);
  });

  it('declares the commands that are registered, and no others', () => {
    const source = readFileSync(join(root, 'src/vscode/commands.ts'), 'utf8');
    const registered = [...source.matchAll(/^ {2}'(reckon\.\w+)':/gm)].map(([, id]) => id);
    expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual(registered.sort());
    expect(manifest.contributes.commands.every(({ category }) => category === 'Reckon')).toBe(true);
  });

  it('is compiled against the API of the oldest VS Code that it says it runs in', () => {
    const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, { readonly version: string }>> };
    const minor = (version: string | undefined): string | undefined => /\d+\.\d+/.exec(version ?? '')?.[0];
    expect(minor(packages['node_modules/@types/vscode']?.version)).toBe(minor(manifest.engines.vscode));
  });

  it('has words for every placeholder', () => {
    const placeholders = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key as string);
    expect(placeholders.filter((key) => words[key] === undefined)).toEqual([]);
    expect(Object.keys(words).filter((key) => !placeholders.includes(key))).toEqual([]);
  });

  it('lets no untrusted folder say which model or server answers', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(['reckon.model', 'reckon.escalation.models', 'reckon.remote.endpoint']);
  });
});

/** Lines of .vscodeignore without comments. The packager takes what a line with `!` names, whatever other lines say. */
const packagingLines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const allowed = packagingLines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));

/** Files that a pattern means; a `*` stands for part of one name. */
function filesOf(pattern: string): string[] {
  return pattern.split('/').reduce<string[]>((folders, part) => {
    const name = new RegExp(`^${part.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    return folders.flatMap((folder) => readdirSync(join(root, folder)).filter((entry) => name.test(entry)).map((entry) => join(folder, entry)));
  }, ['.']);
}

describe('.vscodeignore', () => {
  it('leaves out everything that it does not name', () => {
    expect(packagingLines.filter((line) => !line.startsWith('!'))).toEqual(['**']);
  });

  // Built files are not there in a fresh clone.
  it.each(allowed.filter((pattern) => !pattern.startsWith('dist/')))('%s names files that are there and that something reads', (pattern) => {
    const files = filesOf(pattern);
    expect(files).not.toEqual([]);
    // Types are for whoever writes code against a package; only the compiler reads them when it runs.
    const unread = pattern.startsWith('node_modules/typescript/lib/lib.') ? /\.map$/ : /\.map$|\.d\.[mc]?ts$/;
    expect(files.filter((file) => unread.test(file))).toEqual([]);
  });

  it('names no map among the built files', () => {
    expect(allowed.filter((pattern) => pattern.startsWith('dist/'))).toEqual(['dist/*.js', 'dist/*.css', 'dist/*.bin']);
  });

  it('has a line for every package that is not in the bundles', () => {
    const build = readFileSync(join(root, 'esbuild.mjs'), 'utf8');
    const outside = Object.keys(manifest.dependencies).filter((name) => build.includes(`'${name}'`));
    expect(outside).toContain('onnxruntime-node');
    expect(outside.filter((name) => !allowed.some((pattern) => pattern.startsWith(`node_modules/${name}/`)))).toEqual([]);
  });

  it('is preceded by a build without maps', () => {
    expect(manifest.scripts['vscode:prepublish']).toBe('node esbuild.mjs --production');
  });
});
