import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
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

/**
 * The page's own files below `/_local/page/` and those of its libraries. A path is looked up in a list, never joined to
 * a folder, so no spelling of it leaves them. Files are read when asked for: an edit
 * shows at the next reload.
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
  return (urlPath) => {
    const file = files.get(urlPath);
    return file === undefined
      ? undefined
      : { body: readFileSync(file), contentType: CONTENT_TYPES[path.extname(file)] ?? 'text/plain' };
  };
}
