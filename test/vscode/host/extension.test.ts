import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostTests } from '../harness/hostRunner';

const EXTENSION_ID = 'reckon.reckon';

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(found);
  return found;
}

export default {
  'wakes up': async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  },

  'registers every command that package.json declares': async () => {
    const manifest = extension().packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  'changes nothing in a language that it cannot run': async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'def f(n): pass' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('reckon.solveSelection');
    assert.equal(document.getText(), 'def f(n): pass');
  },

  'can let go of a model that was never loaded': async () => {
    await vscode.commands.executeCommand('reckon.unloadModel');
    assert.equal(extension().isActive, true);
  },
} satisfies HostTests;
