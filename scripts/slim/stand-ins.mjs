// What a bundle takes instead of the whole library: for code that is loaded at every cold start and never asked
// anything, or asked one small thing. Tests run on the libraries themselves; scripts/tests holds each stand-in to them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inPackage } from './in-package.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));

const CONFIG_FILES = '@smithy/core/dist-es/submodules/config/shared-ini-file-loader';
const STREAM_TYPES = '@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js';
const STREAMING_PAYLOAD =
  '@smithy/core/dist-es/submodules/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js';
const CHECKSUMS = '@smithy/core/dist-es/submodules/checksum';

/** For every function. */
const LOGGER = [{ replaces: '@aws-lambda-powertools/logger', by: 'powertools-logger.ts' }];

/** For the functions that call AWS: what a laptop's or a browser's SDK needs and Lambda's does not. */
const AWS_CLIENTS = [
  { replaces: `${CONFIG_FILES}/readFile.js`, by: 'no-config-files.ts' },
  { replaces: '@aws-sdk/endpoint-cache', by: 'no-endpoint-cache.ts' },
  // Node has both in C; these are for where it has not.
  { replaces: `${CHECKSUMS}/sha256/Sha256Js.js`, by: 'left-out.cjs' },
  { replaces: `${CHECKSUMS}/md5/Md5Js.js`, by: 'left-out.cjs' },
  { replaces: '@smithy/core/dist-es/submodules/serde/uuid/v4.js', by: 'uuid.ts' },
  { replaces: STREAM_TYPES, by: 'no-web-streams.ts' },
  { replaces: STREAMING_PAYLOAD, by: 'no-web-streams.ts' },
];

/**
 * `replaces` is a package, or one file in a package; `by` a file in this folder. Measured together, on the authorizer:
 * zip 69 to 20 KB, CPU time of its import halved.
 */
export const STAND_INS = {
  authorizer: [
    ...LOGGER,
    { replaces: 'jose', by: 'jose.ts' },
    { replaces: 'semver', by: 'semver.cjs' },
    { replaces: 'debug', by: 'debug.cjs' },
    { replaces: 'safe-buffer', by: 'safe-buffer.ts' },
    // We fetch and cache keys ourselves (signing-keys.ts), so these two wrappers of jwks-rsa are never put on.
    { replaces: 'lru-memoizer', by: 'left-out.cjs' },
    { replaces: 'limiter', by: 'left-out.cjs' },
    ...['express', 'hapi', 'koa', 'passport'].map((framework) => ({
      replaces: `jwks-rsa/src/integrations/${framework}.js`,
      by: 'left-out.cjs',
    })),
    // An authorizer verifies RS256: it signs nothing, converts no ECDSA signature and reads no "7 days".
    { replaces: 'jsonwebtoken/sign.js', by: 'left-out.cjs' },
    { replaces: 'jws/lib/sign-stream.js', by: 'left-out.cjs' },
    { replaces: 'ecdsa-sig-formatter', by: 'left-out.cjs' },
    { replaces: 'buffer-equal-constant-time', by: 'left-out.cjs' },
    { replaces: 'ms', by: 'left-out.cjs' },
  ],
  'get-account-info': [...LOGGER, ...AWS_CLIENTS],
  'init-user-account': [...LOGGER, ...AWS_CLIENTS],
};

/** An esbuild plugin. A stand-in for what is no longer there fails the build: a trick must not fade away unseen. */
export function standIns(functionName) {
  const wanted = STAND_INS[functionName] ?? [];
  return {
    name: 'stand-ins',
    setup(build) {
      const unused = new Set(wanted);
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path: file }) => {
        const name = inPackage(file);
        const found = wanted.find(({ replaces }) => `${name}/`.startsWith(`${replaces}/`));
        if (found === undefined) return undefined;
        unused.delete(found);
        return {
          contents: readFileSync(path.join(folder, found.by), 'utf8'),
          loader: found.by.endsWith('.ts') ? 'ts' : 'js',
          resolveDir: folder,
        };
      });
      build.onEnd(() => ({
        errors: [...unused].map(({ replaces }) => ({ text: `nothing loads ${replaces}: drop its stand-in` })),
      }));
    },
  };
}
