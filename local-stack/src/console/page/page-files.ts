import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import path from 'node:path';

/** A file of the page. */
export interface PageFile {
  readonly contentType: string;
  /** Its content now. */
  readonly read: () => Promise<Uint8Array>;
}

/** Finds a file by its path on the server; undefined where the page has no such file. Only files that were there at start are served. */
export type FindPageFile = (urlPath: string) => PageFile | undefined;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Of each library only these files are served: below this path, from this package. */
const LIBRARIES = [
  {
    below: '/_local/reference',
    package: 'swagger-ui-dist',
    files: ['swagger-ui.css', 'swagger-ui-bundle.js'],
  },
  {
    below: '/_local/lit-html',
    package: 'lit-html',
    files: [
      'lit-html.js',
      'directive.js',
      'directive-helpers.js',
      'directives/live.js',
      'directives/repeat.js',
    ],
  },
];

/** A function of the typed client that the page calls as any program would: below this path, from this source. */
const CLIENT = {
  '/_local/client/verify-statement.js': 'clients/typescript/src/verify-statement.ts',
};

/**
 * The page's own files below `/_local/page/` and those of its libraries. A path is looked up in a list, never joined to
 * a folder, so no spelling of it leaves them. Files are read when asked for: an edit
 * shows at the next reload; that of the client's source at the next start.
 *
 * @param root folder of the repository.
 */
export function createPageFiles(root: string): FindPageFile {
  const workspace = path.join(root, 'local-stack');
  const folder = path.join(workspace, 'src/console/page/public');
  const own = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && CONTENT_TYPES[path.extname(entry.name)] !== undefined)
    .map(({ name }) => [`/_local/page/${name}`, path.join(folder, name)] as const);
  const libraries = LIBRARIES.flatMap(({ below, package: name, files }) => {
    const libraryFolder = path.dirname(findPackageJSON(name, path.join(workspace, 'package.json')) ?? '');
    return files.map((file) => [`${below}/${file}`, path.join(libraryFolder, file)] as const);
  });
  const files = new Map<string, string>([
    ...own,
    ...libraries,
    ['/_local/', path.join(folder, 'index.html')],
    ['/_local/reference', path.join(folder, 'reference.html')],
  ]);
  const modules = new Map(
    Object.entries(CLIENT).map(([url, source]) => [url, once(() => browserModule(path.join(root, source)))]),
  );
  return (urlPath) => {
    const read = modules.get(urlPath);
    if (read !== undefined) return { contentType: CONTENT_TYPES['.js']!, read };
    const file = files.get(urlPath);
    return file === undefined
      ? undefined
      : { contentType: CONTENT_TYPES[path.extname(file)] ?? 'text/plain', read: () => readFile(file) };
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A TypeScript file, with all that it imports, as one module for browsers. */
async function browserModule(source: string): Promise<Uint8Array> {
  // Loaded here, so that a start without the page does not pay for it.
  const { buildSync } = await import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
}
