import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { createFunctionCode } from '../../../src/runtime/function-code.ts';

const folders: string[] = [];

function setup() {
  const root = mkdtempSync(path.join(tmpdir(), 'function-code-test-'));
  folders.push(root);
  const zipPath = path.join(root, 'function.zip');
  const write = (files: Record<string, string>): void =>
    writeFileSync(
      zipPath,
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    );
  return { root, zipPath, write, code: createFunctionCode({ zipPath, folder: path.join(root, 'unpacked') }) };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('createFunctionCode', () => {
  it('unpacks folders and files', async () => {
    const { write, code } = setup();
    write({ 'app.js': 'one', 'locales/fr.json': '{}', 'empty/': '' });
    const { folder } = await code.current();
    expect(readFileSync(path.join(folder, 'locales/fr.json'), 'utf8')).toBe('{}');
  });

  it('keeps the version while the bytes are the same, whatever the time of the file', async () => {
    const { write, code, zipPath } = setup();
    write({ 'app.js': 'one' });
    const first = await code.current();
    utimesSync(zipPath, 1, 1);
    expect(await code.current()).toBe(first);
  });

  it('has a new version, in a folder of its own, for other bytes', async () => {
    const { write, code } = setup();
    write({ 'app.js': 'one' });
    const first = await code.current();
    write({ 'app.js': 'another' });
    const second = await code.current();
    expect(second.hash).not.toBe(first.hash);
    expect(readFileSync(path.join(first.folder, 'app.js'), 'utf8')).toBe('one');
    expect(readFileSync(path.join(second.folder, 'app.js'), 'utf8')).toBe('another');
  });

  it('takes up a zip that could not be read before', async () => {
    const { write, code, zipPath } = setup();
    await expect(code.current()).rejects.toThrow('function.zip');
    writeFileSync(zipPath, 'half of a zip');
    await expect(code.current()).rejects.toThrow();
    write({ 'app.js': 'whole' });
    expect((await code.current()).hash).toMatch(/^[0-9a-f]{12}$/);
  });

  it('never writes outside its folder', async () => {
    const { root, write, code } = setup();
    write({ '../../escaped.js': 'x' });
    await expect(code.current()).rejects.toThrow('outside');
    expect(() => readFileSync(path.join(root, 'escaped.js'))).toThrow();
  });

  it('answers everybody who asks at the same time with one version', async () => {
    const { write, code } = setup();
    write({ 'app.js': 'one' });
    const [first, second] = await Promise.all([code.current(), code.current()]);
    expect(first).toBe(second);
  });
});
