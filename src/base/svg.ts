/** A few shapes of SVG as text. Coordinates are in pixels. */
export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? round(value) : value)}"`).join('');
  return content === '' ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escape(content));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

export function polyline(points: readonly (readonly [number, number])[], attributes: Attributes): string {
  return element('polyline', { points: points.map(([x, y]) => `${round(x)},${round(y)}`).join(' '), fill: 'none', ...attributes });
}

export function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Maps `[from, to]` onto `[0, length]`. */
export function linearScale(from: number, to: number, length: number): (value: number) => number {
  return (value) => ((value - from) / (to - from)) * length;
}

/** At most `count` round numbers that divide `[0, max]`, the last one not below `max`. */
export function ticks(max: number, count: number): number[] {
  const rough = Math.max(max, Number.MIN_VALUE) / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => index * step);
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
