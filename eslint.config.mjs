// Style is left to the editor; this file holds what keeps the rooms apart and the code honest.
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

// The rooms of src/ and whom each may import (docs/architecture.md). `types` may be imported as types only.
const rooms = {
  base: {},
  model: { runtime: ['base'] },
  prompts: { runtime: ['model', 'base'], types: ['verification'] },
  budget: { runtime: ['model', 'base'] },
  verification: { runtime: ['model', 'base'] },
  reasoning: { runtime: ['prompts', 'budget', 'verification', 'model', 'base'] },
  completions: { runtime: ['prompts', 'budget', 'model', 'base'] },
  weights: { runtime: ['base'] },
  backends: { runtime: ['model', 'base'] },
  protocol: { runtime: ['base'], types: ['budget', 'reasoning', 'verification', 'model'] },
  config: { runtime: ['base'] },
  app: {
    runtime: ['base', 'model', 'prompts', 'budget', 'verification', 'reasoning', 'completions', 'weights', 'backends', 'protocol', 'config'],
  },
  vscode: {
    runtime: ['app', 'protocol', 'config', 'base'],
    types: ['model', 'budget', 'verification', 'reasoning', 'completions', 'weights'],
  },
  cli: {
    runtime: ['app', 'config', 'base'],
    types: ['model', 'budget', 'verification', 'reasoning', 'weights'],
  },
};

const element = (type) => ({ element: { type } });

const policies = Object.entries(rooms).flatMap(([room, { runtime = [], types = [] }]) => [
  { from: element(room), allow: { to: element([room, ...runtime]) } },
  ...(types.length > 0 ? [{ from: element(room), allow: { to: element(types), dependency: { kind: 'type' } } }] : []),
]);

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '**/node_modules/**', '.vscode-test/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'webview/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
      'boundaries/include': ['src/**/*', 'webview/**/*'],
      'boundaries/elements': [
        ...Object.keys(rooms).map((room) => ({ type: room, pattern: `src/${room}` })),
        { type: 'webview', pattern: 'webview' },
      ],
    },
    rules: {
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...policies,
            { from: element('webview'), allow: { to: element(['webview', 'protocol']) } },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 360, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/vscode/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: 'Only src/vscode may import vscode.' }] }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/backends/onnx/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [{ name: 'onnxruntime-node', message: 'Only src/backends/onnx may import onnxruntime-node.' }] }] },
  },
  {
    files: ['test/bench/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 360, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  // Plain CommonJS, as VS Code loads it.
  { files: ['test/vscode/**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['src/cli/**/*.ts', '**/*.mjs', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
);
