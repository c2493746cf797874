import { PassThrough, Readable } from 'node:stream';
import { passesLogLevel, readLines } from '../../../src/runtime/log-lines.ts';

async function linesOf(...chunks: Array<string | Buffer>): Promise<string[]> {
  const lines: string[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  readLines(stream, (line) => lines.push(line));
  await new Promise((resolve) => stream.once('close', resolve));
  return lines;
}

describe('readLines', () => {
  it('hands on whole lines, however the stream was cut', async () => {
    expect(await linesOf('on', 'e\ntwo\r', '\nthree\n')).toEqual(['one', 'two', 'three']);
  });

  it('keeps a character that was cut in two', async () => {
    const text = Buffer.from('é');
    expect(await linesOf(text.subarray(0, 1), text.subarray(1), '\n')).toEqual(['é']);
  });

  it('hands on a last line without an end, and no empty lines', async () => {
    expect(await linesOf('\n\na\n\nb')).toEqual(['a', 'b']);
  });

  it('hands on what has no end as soon as it is too long, before it fills the memory', async () => {
    const lines: string[] = [];
    const stream = new PassThrough();
    readLines(stream, (line) => lines.push(line));
    stream.write('x'.repeat(300_000));
    await new Promise(setImmediate);
    expect(lines.map((line) => line.length)).toEqual([262_144]);
    stream.destroy();
  });

  it('cuts a line that is too long, whether it ends or not', async () => {
    const lines = await linesOf('x'.repeat(300_000), 'x'.repeat(300_000));
    expect(lines.map((line) => line.length)).toEqual([262_144, 262_144, 75_712]);
  });
});

describe('Lambda’s filter by level, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html', () => {
  const METRIC = '{"_aws":{"CloudWatchMetrics":[]},"AccountOpened":1}';

  it.each([
    ['a document of its level', '{"level":"WARN"}', 'WARN', true],
    ['a document above it', '{"level":"ERROR"}', 'WARN', true],
    ['a document below it', '{"level":"INFO"}', 'WARN', false],
    ['a level in lower case', '{"level":"debug"}', 'INFO', false],
    ['a metric line at INFO', METRIC, 'INFO', true],
    ['a metric line above INFO', METRIC, 'WARN', false],
    ['plain text', 'Listening', 'FATAL', true],
  ] as const)('keeps or drops %s', (_case, line, level, kept) => {
    expect(passesLogLevel(line, level)).toBe(kept);
  });
});
