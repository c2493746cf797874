import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
}

/** Finds a file by its path on the server; undefined where there is none. Only files that were there at start are served. */
export type FindPageFile = (urlPath: string) => PageFile | undefined;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Of the viewer's package only these are needed. */
const VIEWER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/**
 * The page's own files below `/_local/page/` and the reference viewer's below `/_local/reference/`. A path is looked up
 * in a list, never joined to a folder, so no spelling of it leaves the two. Files are read when asked for: an edit
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
  const viewerFolder = path.dirname(
    createRequire(path.join(workspace, 'package.json')).resolve('swagger-ui-dist/package.json'),
  );
  const viewer = VIEWER_FILES.map(
    (name) => [`/_local/reference/${name}`, path.join(viewerFolder, name)] as const,
  );
  const files = new Map<string, string>([
    ...own,
    ...viewer,
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
