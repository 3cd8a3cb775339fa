// Style is left to the editor; this file holds what keeps the rooms apart and the code honest. Packages and circles: .ci/imports.mjs.
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';
import { ROOMS } from './.ci/rooms.mjs';

const element = (type) => ({ element: { type } });

const policies = Object.entries(ROOMS).flatMap(([room, { runtime = [], types = [] }]) => [
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
        ...Object.keys(ROOMS).map((room) => ({ type: room, pattern: `src/${room}` })),
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
