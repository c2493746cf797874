import path from 'node:path';
import type { BuildOptions } from 'esbuild';
import type { FunctionEntry } from '../deployment/manifest.ts';

/**
 * What the libraries import only on use and no function uses: on Lambda credentials come from the environment, so SSO,
 * profiles, instance metadata and the like are never asked, and no operation that is called has an event stream. The
 * bundles leave them out: 135 KB.
 */
export const UNSUPPORTED: readonly string[] = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
];

/**
 * Whole packages that a library loads and that nothing calls: jwks-rsa's cache and rate limiter are off, because
 * signing-keys.ts decides when the issuer is asked, and Node imports the keys. A stub that throws when it is called takes the place of each; beside it
 * what the package would cost the authorizer: bytes of code, and CPU time of its import at a cold start.
 */
export const STUBS: Readonly<Record<string, string>> = {
  jose: '92 KB, 8 ms',
  'lru-memoizer': '22 KB with lru-cache and lodash.clonedeep, 3 ms',
  limiter: '3 KB, 1 ms',
};

/** What one bundle is made from. */
export interface BundleSource {
  /** The function's folder in `lambda-src`. */
  readonly folder: string;
  /** Its composition root: `src/<entry>.ts`. */
  readonly entry: string;
}

/** What one zip is made from: it is `dist/<zip>.zip`. */
export interface ZipSource extends BundleSource {
  readonly zip: string;
}

/** The zips of one function: its own, and that of its guarded variant where the manifest names one. */
export function zipsOf(folder: string, { guarded }: Pick<FunctionEntry, 'guarded'>): readonly ZipSource[] {
  const ordinary = { folder, entry: 'app', zip: folder };
  return guarded === undefined ? [ordinary] : [ordinary, { folder, entry: guarded.entry, zip: guarded.zip }];
}

/** Makes the bundle of one zip in memory: its code, source map and metafile. */
export async function bundle(root: string, source: BundleSource) {
  // Loaded here, so that the staleness check of every `npm start` does not pay for it.
  const { build } = await import('esbuild');
  return build(bundleOptions(root, source));
}

/**
 * How esbuild makes it, from the function's own code and the libraries as their authors wrote them. Measured reasons:
 * - CommonJS: one file of ES modules loads slower, because importing `node:http` from it loads undici.
 * - mainFields with module first: the SDK's ES modules can be tree-shaken, its CommonJS ones cannot; this is the one
 *   option that halves size and import time.
 * - source maps outside the zip: reading them costs a cold start a quarter of its import time.
 *
 * @param root the repository.
 */
export function bundleOptions(root: string, { folder, entry }: BundleSource) {
  return {
    entryPoints: [path.join(root, 'lambda-src', folder, 'src', `${entry}.ts`)],
    outfile: path.join(root, 'lambda-src', folder, 'dist', 'bundle.cjs'),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    external: [...UNSUPPORTED],
    alias: Object.fromEntries(
      Object.keys(STUBS).map((name) => [name, path.join(root, 'scripts', 'stubs', 'unused.cjs')]),
    ),
  } satisfies BuildOptions;
}
