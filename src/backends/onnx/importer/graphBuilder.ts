import { ATTRIBUTE, ELEMENT, EXTERNAL } from './onnxSchema';

export type Dimension = number | string;
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

/** Receives the bytes of initializers that are too large for the graph file. */
export interface ExternalData {
  readonly fileName: string;
  /** Appends and returns where the bytes begin. */
  append(bytes: Uint8Array): number;
}

/** Initializers up to this many bytes stay in the graph file itself. */
const INLINE_BYTES = 1024;

/** Domain of onnxruntime's own operators. */
export const MICROSOFT = 'com.microsoft';

/** Collects nodes, initializers, inputs and outputs of one graph. Names of values are made unique by the caller. */
export class GraphBuilder {
  private readonly nodes: unknown[] = [];
  private readonly initializers: unknown[] = [];
  private readonly inputs: unknown[] = [];
  private readonly outputs: unknown[] = [];

  constructor(private readonly external: ExternalData) {}

  input(name: string, element: keyof typeof ELEMENT, shape: readonly Dimension[]): string {
    this.inputs.push(valueInfo(name, element, shape));
    return name;
  }

  output(name: string, element: keyof typeof ELEMENT, shape: readonly Dimension[]): void {
    this.outputs.push(valueInfo(name, element, shape));
  }

  /** Adds a node with one output, which it returns. */
  node(opType: string, inputs: readonly string[], output: string, attributes: Attributes = {}, domain = ''): string {
    this.nodeWithOutputs(opType, inputs, [output], attributes, domain);
    return output;
  }

  nodeWithOutputs(opType: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes = {}, domain = ''): void {
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
    this.nodes.push({ input: inputs, output: outputs, name: outputs.find((each) => each !== '') ?? opType, opType, attribute, domain });
  }

  float(name: string, values: Float32Array, dims: readonly number[]): string {
    return this.initializer(name, 'float', new Uint8Array(values.buffer, values.byteOffset, values.byteLength), dims);
  }

  bytes(name: string, values: Uint8Array, dims: readonly number[]): string {
    return this.initializer(name, 'uint8', values, dims);
  }

  integers(name: string, values: readonly number[]): string {
    const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.initializer(name, 'int64', data, [values.length]);
  }

  toGraph(): Record<string, unknown> {
    return { name: 'reckon', node: this.nodes, initializer: this.initializers, input: this.inputs, output: this.outputs };
  }

  private initializer(name: string, element: keyof typeof ELEMENT, data: Uint8Array, dims: readonly number[]): string {
    const common = { name, dataType: ELEMENT[element], dims };
    if (data.length <= INLINE_BYTES) {
      this.initializers.push({ ...common, rawData: data });
      return name;
    }
    const offset = this.external.append(data);
    const externalData = [
      { key: 'location', value: this.external.fileName },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(data.length) },
    ];
    this.initializers.push({ ...common, dataLocation: EXTERNAL, externalData });
    return name;
  }
}

function encodeAttribute(name: string, value: Attributes[string]): Record<string, unknown> {
  if (typeof value === 'number') {
    return { name, type: ATTRIBUTE.int, i: value };
  }
  return 'float' in value ? { name, type: ATTRIBUTE.float, f: value.float } : { name, type: ATTRIBUTE.ints, ints: value };
}

function valueInfo(name: string, element: keyof typeof ELEMENT, shape: readonly Dimension[]): Record<string, unknown> {
  const dim = shape.map((each) => (typeof each === 'number' ? { dimValue: each } : { dimParam: each }));
  return { name, type: { tensorType: { elemType: ELEMENT[element], shape: { dim } } } };
}
