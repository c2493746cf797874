import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');
const SOURCES = [
  'lambda-src/*/src/**/*.ts',
  'local-stack/src/**/*.ts',
  'bench/src/**/*.ts',
  'simulation/src/**/*.ts',
];

/** The folders that a folder's files import from, itself left out. */
function importsByFolder(): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    const folder = path.dirname(file);
    const imported = folders.get(folder) ?? new Set();
    folders.set(folder, imported);
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(root, file), 'utf8'));
    for (const { fileName } of importedFiles) {
      const target = folderOf(fileName, folder);
      if (target !== undefined && target !== folder) imported.add(target);
    }
  }
  return folders;
}

/** The folder of a module of ours. */
function folderOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return path.dirname(path.join(from, specifier));
  const [, name, rest] = /^@fintech-solution\/([\w-]+)\/(.+)$/.exec(specifier) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  return path.dirname(path.join(name === 'local-stack' ? name : `lambda-src/${name}`, 'src', rest));
}

/** One loop, as the folders on it; undefined where there is no loop. */
function findLoop(folders: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const isDone = new Set<string>();
  const visit = (folder: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder];
    if (isDone.has(folder)) return undefined;
    for (const next of folders.get(folder) ?? []) {
      const loop = visit(next, [...way, folder]);
      if (loop !== undefined) return loop;
    }
    isDone.add(folder);
    return undefined;
  };
  return [...folders.keys()].map((folder) => visit(folder, [])).find((loop) => loop !== undefined);
}

describe('the folders', () => {
  const folders = importsByFolder();

  it('are all looked at', () => {
    expect([...folders.keys()]).toEqual(
      expect.arrayContaining([
        'lambda-src/domain/src/ledger',
        'lambda-src/runtime/src/http',
        'local-stack/src/stack',
      ]),
    );
    expect(folders.get('lambda-src/process-transaction/src')).toContain('lambda-src/domain/src/ledger');
  });

  it('import from one another without a loop', () => {
    expect(findLoop(folders)).toBeUndefined();
  });

  it('would be found in a loop', () => {
    expect(
      findLoop(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
          ['c', new Set(['b'])],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });
});
