// Golden values of llama.cpp for the ends of texts: node ends.mjs NODE_LLAMA_CPP_FOLDER MODEL_ID=FILE.gguf... > ends.json
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const GREEDY_TOKENS = 8;
/** Gaps whose filling is sure: the second likeliest token is 1 or more behind in logits at every step. */
const INFILLS = [
  { prefix: 'print("done")', suffix: '\n' },
  { prefix: "import { a } from './a';\n\nexport function f() {\n  return a();\n}\n\nexport default f;", suffix: '\n' },
  { prefix: 'const items = [1, 2, 3];\nfor (const item ', suffix: ' items) {\n  console.log(item);\n}\n' },
];

const [folder, ...files] = process.argv.slice(2);
const { getLlama } = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
const llama = await getLlama({ gpu: false, maxThreads: 2, build: 'never', skipDownload: true, logLevel: 'error' });

async function infill(model, context, { prefix, suffix }) {
  const special = model.tokens.infill;
  const tokens = [special.prefix, ...model.tokenize(prefix), special.suffix, ...model.tokenize(suffix), special.middle];
  const sequence = context.getSequence();
  const greedy = [];
  for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
    greedy.push(token);
    if (greedy.length === GREEDY_TOKENS || model.isEogToken(token)) {
      break;
    }
  }
  sequence.dispose();
  const ended = model.isEogToken(greedy.at(-1));
  return { prefix, suffix, tokens, text: model.detokenize(ended ? greedy.slice(0, -1) : greedy), ended };
}

async function golden(path) {
  const model = await llama.loadModel({ modelPath: path });
  const words = model.fileInfo.metadata.tokenizer.ggml.tokens;
  const ends = words.flatMap((text, id) => (model.isEogToken(id) ? [{ id, text }] : []));
  const infills = [];
  if (model.tokens.infill.middle !== null) {
    const context = await model.createContext({ sequences: 1, contextSize: 1024, threads: 2 });
    for (const each of INFILLS) {
      infills.push(await infill(model, context, each));
    }
  }
  return { ends, infills };
}

const models = {};
for (const file of files) {
  const at = file.indexOf('=');
  models[file.slice(0, at)] = await golden(file.slice(at + 1));
}
process.stdout.write(`${JSON.stringify({ nodeLlamaCpp: '3.22.1', models })}\n`, () => process.exit(0));
