import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { MANIFEST, sourceFoldersOf } from '../../deployment/manifest.ts';
import { bundle, bundleOptions, type BundleSource, STUBS, UNSUPPORTED, zipsOf } from '../bundle.ts';

const root = path.resolve(__dirname, '../..');

const ZIPS = Object.entries(MANIFEST.functions).flatMap(([name, entry]) => zipsOf(name, entry));

/** What only a deployment with the request guard carries. */
const OF_THE_GUARD =
  /node_modules\/iovalkey\/|lambda-src\/(adapters\/src\/valkey|runtime\/src\/tolerant-guard)/;

/** Of nested folders of packages the innermost: `node_modules/@smithy/core/` of one of its files. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//;

/** One function's bundle: its files, what esbuild read of each (the source map says so), what it leaves out. */
async function setup(source: BundleSource) {
  const { metafile, outputFiles } = await bundle(root, source);
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const map = outputFiles.find((file) => file.path.endsWith('.map'));
  const { sources, sourcesContent } = JSON.parse(map?.text ?? '') as Record<string, string[]>;
  const fileOf = (source: string) =>
    path.relative(root, path.resolve(path.dirname(map?.path ?? ''), source)).replaceAll('\\', '/');
  return {
    files: Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
    contents: new Map(sources?.map((source, index) => [fileOf(source), sourcesContent?.[index]])),
    external: (output?.imports ?? []).flatMap((imported) => (imported.external ? [imported.path] : [])),
  };
}

describe.each(ZIPS)('the bundle of $zip', (source) => {
  let built: Awaited<ReturnType<typeof setup>>;
  beforeAll(async () => (built = await setup(source)));

  it('holds sources of the function, of the layers and of packages, and no others', () => {
    const folders = sourceFoldersOf(source.folder).map((folder) => `lambda-src/${folder}/src/`);

    const others = built.files.filter(
      (file) =>
        !PACKAGE_FOLDER.test(file) &&
        !folders.some((folder) => file.startsWith(folder)) &&
        !/^scripts\/stubs\/[a-z]+\.cjs$/.test(file),
    );

    expect(others).toEqual([]);
  });

  it('holds each file as it is on disk, and no option that rewrites one', () => {
    const rewritten = built.files.filter(
      (file) => built.contents.get(file) !== readFileSync(path.join(root, file), 'utf8'),
    );
    const rewriting = Object.keys(bundleOptions(root, source)).filter((option) =>
      /^(banner|define|drop|dropLabels|footer|inject|plugins|pure)$/.test(option),
    );

    expect([rewritten, rewriting]).toEqual([[], []]);
    // A stub takes the place of a whole package, never of a file in one.
    expect(Object.keys(bundleOptions(root, source).alias)).toEqual(Object.keys(STUBS));
    expect(
      Object.keys(STUBS).filter((stubbed) => stubbed.split('/').length > (stubbed.startsWith('@') ? 2 : 1)),
    ).toEqual([]);
  });

  it('holds one version of each package', () => {
    const folders = new Set(built.files.flatMap((file) => PACKAGE_FOLDER.exec(file) ?? []));

    const names = [...folders].map((folder) => folder.slice(folder.lastIndexOf('node_modules/')));

    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it('leaves out what is unsupported, and nothing else', () => {
    const left = built.external.filter((imported) => !isBuiltin(imported) && !UNSUPPORTED.includes(imported));

    expect(left).toEqual([]);
  });

  it('holds the request guard and its client only where it is deployed', () => {
    const held = built.files.filter((file) => OF_THE_GUARD.test(file));

    expect(held.length > 0).toBe(source.entry !== 'app');
  });
});

it('names as unsupported only what some bundle leaves out', async () => {
  const bundles = await Promise.all(ZIPS.map(setup));

  const leftOut = bundles.flatMap(({ external }) => external);

  expect(UNSUPPORTED.filter((name) => !leftOut.includes(name))).toEqual([]);
});

describe('the stubs', () => {
  it('replace only packages that some library loads', async () => {
    const { contents } = await setup({ folder: 'authorizer', entry: 'app' });
    const loaded = [...contents.values()].join('\n');

    expect(Object.keys(STUBS).filter((name) => !loaded.includes(`require('${name}')`))).toEqual([]);
  });

  it('throw where a package is called after all', () => {
    const unused = module.require('../stubs/unused.cjs') as { RateLimiter: () => void } & (() => void);

    expect(unused).toThrow('not part of the bundle');
    expect(unused.RateLimiter).toThrow('not part of the bundle');
  });
});
