import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src/config/settings';

const root = join(import.meta.dirname, '../../..');
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const words = read('package.nls.json') as Record<string, string>;
const manifest = read('package.json') as {
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

  it('has words for every placeholder', () => {
    const placeholders = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key as string);
    expect(placeholders.filter((key) => words[key] === undefined)).toEqual([]);
    expect(Object.keys(words).filter((key) => !placeholders.includes(key))).toEqual([]);
  });

  it('lets no untrusted folder say which model or server answers', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(['reckon.model', 'reckon.remote.endpoint']);
  });
});
