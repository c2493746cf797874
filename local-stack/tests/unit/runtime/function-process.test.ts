import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ProcessEnd, startFunctionProcess } from '../../../src/runtime/function-process.ts';

const folders: string[] = [];

function setup(source: string, changes: { folder?: string } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'function-process-test-'));
  folders.push(folder);
  const bootstrapPath = path.join(folder, 'bootstrap.cjs');
  writeFileSync(bootstrapPath, source);
  const lines: string[] = [];
  const ends: ProcessEnd[] = [];
  const started = startFunctionProcess(
    { bootstrapPath, nodeArguments: [], environment: {}, folder, ...changes },
    { line: (line, stream) => lines.push(`${stream} ${line}`), end: (end) => ends.push(end) },
  );
  return { ...started, lines, ends };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('startFunctionProcess', () => {
  it('has read everything when the process is gone', async () => {
    const { gone, lines, ends } = setup(`for (let i = 0; i < 20000; i += 1) console.log('line ' + i);`);
    await gone;
    expect(lines).toHaveLength(20_000);
    expect(lines.at(-1)).toBe('stdout line 19999');
    expect(ends).toEqual([{ kind: 'exit', exitCode: 0, signal: null }]);
  });

  it('keeps the two streams apart', async () => {
    const { gone, lines } = setup(`console.log('a'); console.error('b');`);
    await gone;
    expect(lines.toSorted()).toEqual(['stderr b', 'stdout a']);
  });

  it('kills for good, and does not mind a process that is gone', async () => {
    const { gone, kill, ends } = setup(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);
    kill();
    await gone;
    kill();
    expect(ends).toEqual([{ kind: 'exit', exitCode: null, signal: 'SIGKILL' }]);
  });

  it('tells of a process that could not be started', async () => {
    const { gone, ends } = setup('', { folder: path.join(tmpdir(), 'there-is-no-such-folder') });
    await gone;
    expect(ends).toEqual([{ kind: 'no-start', error: expect.objectContaining({ code: 'ENOENT' }) }]);
  });
});
