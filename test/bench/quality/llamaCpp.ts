import { createTextEnd } from '../../../src/backends/onnx/sampling';
import { importPeer, peerVersion } from '../engine/engines/peerModule';
import type { Context, Llama, Model, NodeLlamaCpp, Sequence, Token } from '../engine/engines/nodeLlamaCppTypes';
import type { AskedProblem } from './humanEval';

/** Slots for the longest prompt and answer of the data set. */
const CONTEXT_SIZE = 2048;

/** llama.cpp, greedy, on the very tokens that Reckon's engine gets. */
export class GreedyLlamaCpp {
  private constructor(private readonly llama: Llama, private readonly model: Model, private readonly sequence: Sequence, readonly version: string) {}

  static async open(peers: string, modelPath: string, threads: number): Promise<GreedyLlamaCpp> {
    const { getLlama } = await importPeer<NodeLlamaCpp>(peers, 'node-llama-cpp');
    const llama = await getLlama({ gpu: false, maxThreads: threads, build: 'never', skipDownload: true, logLevel: 'error' });
    const model = await llama.loadModel({ modelPath });
    const context: Context = await model.createContext({ sequences: 1, contextSize: CONTEXT_SIZE, threads });
    const version = `node-llama-cpp ${peerVersion(peers, 'node-llama-cpp')}, llama.cpp ${llama.llamaCppRelease.release}`;
    return new GreedyLlamaCpp(llama, model, context.getSequence(), version);
  }

  /** Text and number of tokens, cut where Reckon's would be. */
  async answer(tokens: readonly number[], { options }: AskedProblem): Promise<{ text: string; tokens: number }> {
    const end = createTextEnd(options);
    let text = '';
    let known = '';
    const generated: Token[] = [];
    await this.sequence.clearHistory();
    for await (const token of this.sequence.evaluate([...tokens] as Token[], { temperature: 0, topP: 1, topK: 0, seed: 0, yieldEogToken: false })) {
      generated.push(token);
      const whole = this.model.detokenize(generated);
      const { emit, stopped } = end.push(whole.slice(known.length));
      known = whole;
      text += emit;
      if (stopped) {
        return { text, tokens: generated.length };
      }
      if (generated.length === options.maxOutputTokens) {
        break;
      }
    }
    return { text: text + end.flush(), tokens: generated.length };
  }

  async close(): Promise<void> {
    await this.llama.dispose();
  }
}
