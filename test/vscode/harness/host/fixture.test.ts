import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostTests } from '../hostRunner';

export default {
  'runs in a real extension host, with the variables of the run': async () => {
    assert.equal(await vscode.commands.executeCommand('harnessFixture.greet'), 'Hello from the tests');
  },

  'opens the workspace folder, trusted': () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    assert.equal(vscode.workspace.isTrusted, true);
  },
} satisfies HostTests;
