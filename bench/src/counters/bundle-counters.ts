import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT, zipOf } from '../variants/unpacked-functions.ts';
import type { Numbers } from './check.ts';
import { bytesByPackage, type Metafile } from './metafile.ts';

/** A function's bundle in bytes: the zip, the code in it, and the code by package. */
export interface BundleSize {
  readonly total: Numbers;
  readonly packages: Numbers;
}

/** Measures what `npm run build` made. */
export function measureBundle(name: string): BundleSize {
  const meta = path.join(ROOT, 'lambda-src', name, 'dist', 'meta.json');
  const packages = bytesByPackage(JSON.parse(readFileSync(meta, 'utf8')) as Metafile);
  const raw = Object.values(packages).reduce((sum, bytes) => sum + bytes, 0);
  return { total: { zip: statSync(zipOf(name)).size, code: raw }, packages };
}
