import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFile } from '../../../../src/backends/onnx/importer/dataFile';
import { GraphBuilder } from '../../../../src/backends/onnx/importer/graphBuilder';
import { encodeModel } from '../../../../src/backends/onnx/importer/onnxSchema';

const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];

/** ONNX's number for signed bytes, which the importer has no use for. */
const INT8 = 3;

/** Writes a graph with its weights beside it and returns its path. Initializers named in `signed` are bytes with a sign. */
export function saveGraph(folder: string, name: string, build: (graph: GraphBuilder) => void, signed: readonly string[] = []): string {
  const data = new DataFile(join(folder, `${name}.bin`), `${name}.bin`);
  try {
    const graph = new GraphBuilder(data);
    build(graph);
    const path = join(folder, `${name}.onnx`);
    const encoded = graph.toGraph();
    for (const initializer of encoded['initializer'] as { name: string; dataType: number }[]) {
      initializer.dataType = signed.includes(initializer.name) ? INT8 : initializer.dataType;
    }
    writeFileSync(path, encodeModel({ graph: encoded, opsets: OPSETS, metadata: {} }));
    return path;
  } finally {
    data.close();
  }
}
