// What may import what: read by eslint.config.mjs (rooms) and by .ci/imports.mjs (packages). docs/architecture.md says it in words.

/** The rooms of src/ and whom each may import. `types` may be imported as types only. */
export const ROOMS = {
  base: {},
  model: { runtime: ['base'] },
  measures: {},
  prompts: { runtime: ['model', 'base'], types: ['verification'] },
  budget: { runtime: ['measures', 'model', 'base'] },
  verification: { runtime: ['model', 'base'] },
  // Reads files with the grammars of verification.
  retrieval: { runtime: ['verification', 'base'] },
  reasoning: { runtime: ['prompts', 'budget', 'measures', 'verification', 'model', 'base'] },
  recording: { runtime: ['model', 'base'] },
  evaluation: { runtime: ['recording', 'reasoning', 'verification', 'budget', 'measures', 'prompts', 'model', 'base'] },
  trace: { runtime: ['recording', 'reasoning', 'verification', 'budget', 'prompts', 'model', 'base'] },
  completions: { runtime: ['prompts', 'budget', 'model', 'base'] },
  weights: { runtime: ['base'] },
  backends: { runtime: ['model', 'base'] },
  protocol: { runtime: ['base'], types: ['budget', 'reasoning', 'verification', 'model'] },
  config: { runtime: ['base'] },
  app: {
    runtime: ['base', 'model', 'measures', 'prompts', 'budget', 'verification', 'retrieval', 'reasoning', 'recording', 'trace', 'evaluation', 'completions', 'weights', 'backends', 'protocol', 'config'],
  },
  vscode: {
    runtime: ['app', 'protocol', 'config', 'base'],
    types: ['model', 'budget', 'verification', 'reasoning', 'trace', 'completions', 'weights'],
  },
  cli: {
    runtime: ['app', 'config', 'base'],
    types: ['model', 'measures', 'budget', 'verification', 'reasoning', 'trace', 'evaluation', 'weights'],
  },
};

/** Every package that is not Node's own, and the folders that may import it, also as types. A new one has to be put in here. */
export const PACKAGES = {
  '@huggingface/jinja': ['src/backends/onnx/tokenizer'],
  '@huggingface/tokenizers': ['src/backends/onnx/tokenizer'],
  '@jitl/quickjs-wasmfile-release-sync': ['src/verification/sandbox/javascript'],
  '@swc/wasm-typescript': ['src/verification/sandbox/javascript'],
  '@vscode/tree-sitter-wasm': ['src/verification/syntax'],
  '@vscode/webview-ui-toolkit': ['webview'],
  commander: ['src/cli'],
  'env-paths': ['src/base'],
  'fast-check': ['src/verification/agreement'],
  ignore: ['src/retrieval/files'],
  'onnxruntime-node': ['src/backends/onnx/session'],
  openai: ['src/backends/remote'],
  picocolors: ['src/cli'],
  preact: ['webview'],
  protobufjs: ['src/backends/onnx/importer'],
  'pure-rand': ['src/base'],
  pyodide: ['src/verification/sandbox/python'],
  'quickjs-emscripten-core': ['src/verification/sandbox/javascript'],
  typescript: ['src/verification/typeCheck'],
  vscode: ['src/vscode'],
  yauzl: ['src/weights'],
  // Checks what comes from outside of the process.
  zod: ['src/backends/onnx/importer', 'src/budget', 'src/config', 'src/evaluation', 'src/protocol', 'src/recording', 'src/trace', 'src/verification/typeCheck', 'src/verification/verifier', 'src/weights'],
};
