/** Lines that a function wrote to its log, as CloudWatch would receive them. */
export interface CapturedOutput {
  /** Every line, in order. */
  lines(): string[];
  /** Every line in one text, without the moments at which they were written: their digits are chance. */
  timeless(): string;
  /** The structured log lines, parsed. */
  logs(): Record<string, unknown>[];
  /** The lines that carry metrics, parsed. */
  metrics(): Record<string, unknown>[];
  /** Gives standard output back. */
  release(): void;
}

/** As the logger writes it, and as the embedded metric format does. */
const MOMENT = /"(timestamp|Timestamp)":(?:"[^"]*"|\d+)/g;

/** Takes over standard output and standard error until it is released. */
export function captureOutput(): CapturedOutput {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => chunks.push(chunk.toString()) > 0;
  }
  const lines = (): string[] => chunks.join('').split('\n').filter(Boolean);
  const parsed = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    lines,
    timeless: () => lines().join('\n').replaceAll(MOMENT, '"$1":0'),
    logs: () => parsed().filter((line) => !('_aws' in line)),
    metrics: () => parsed().filter((line) => '_aws' in line),
    release: () => streams.forEach((stream, index) => Object.assign(stream, { write: originals[index] })),
  };
}
