// Changes a few lines of the AWS SDK in a bundle: what it does anew for each call and need not. Each edit names the
// text that it expects; when a version of the SDK words it differently, the build fails instead of losing the gain.
// What it gains stands in docs/performance-and-cost.md. scripts/tests/slim compares requests and answers of both.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inPackage } from './in-package.mjs';

const SMITHY = '@smithy/core/dist-es/submodules';
const SERIALIZATION = `${SMITHY}/schema/middleware/schemaSerializationMiddleware.js`;
const DESERIALIZATION = `${SMITHY}/schema/middleware/schemaDeserializationMiddleware.js`;
const ENDPOINT = `${SMITHY}/endpoints/middleware-endpoint/endpointMiddleware.js`;
const RETRY = `${SMITHY}/retry/middleware-retry/retryMiddleware.js`;
const SIGNER = '@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/resolveAwsSdkSigV4Config.js';
const SIGNING_KEY = '@smithy/signature-v4/dist-es/credentialDerivation.js';
const USER_AGENT = '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js';

/** What is done to which file: `find` is replaced `by`; groups of `find` may be named. */
export const EDITS = [
  // A client's configuration has some seventy properties, and a call copies all of them four times.
  {
    file: SERIALIZATION,
    find: /\{\s*\.\.\.config,\s*\.\.\.context,\s*endpoint,?\s*\}/,
    by: 'Object.assign(Object.create(config), context, { endpoint })',
  },
  {
    file: DESERIALIZATION,
    find: /\{\s*\.\.\.config,\s*\.\.\.context,?\s*\}/,
    by: 'Object.assign(Object.create(config), context)',
  },
  { file: ENDPOINT, find: /\{ \.\.\.config \}/, by: 'Object.create(config)' },
  {
    // The signer takes six of them, and the five others are named already.
    file: SIGNER,
    find: /(?<=authScheme\);[^]*)const params = \{\s*\.\.\.config,/,
    by: 'const params = { applyChecksum: config.applyChecksum,',
  },
  // An endpoint depends on the client, on the account of its credentials, which never changes here, and at DynamoDB on
  // the table's name. One that cannot be told is asked for again. Nothing is kept where one depends on more.
  {
    file: ENDPOINT,
    find: /return \(next, context\) => async \(args\) => \{/,
    by: `const known = new Map();
        const kinds = Object.values(instructions ?? {});
        const canBeKept = kinds.every(({ type }) => /^(builtIn|clientContext|context)Params$/.test(type));
        const names = kinds.filter(({ type }) => type === 'contextParams').map(({ name }) => name);
        const keyOf = (input) => names.map((name) => input[name]).join('|');
        $&`,
  },
  {
    file: ENDPOINT,
    find: /const endpoint = (?<ask>await getEndpointFromInstructions\([^]*?, context\));/,
    by: `const key = canBeKept && keyOf(args.input);
            const endpoint = known.get(key) ?? $<ask>;
            if (canBeKept) known.set(key, endpoint);`,
  },
  // Which of the signing keys that it keeps is the right one, the SDK tells by an HMAC of the credentials. They are one
  // object until they are renewed.
  {
    file: SIGNING_KEY,
    find: /const credsHash = (?<hash>await hmac\([^;]*\));/,
    by: `const credsHash = credentialHashes.get(credentials) ?? $<hash>;
    credentialHashes.set(credentials, credsHash);`,
  },
  {
    file: SIGNING_KEY,
    find: /const signingKeyCache = \{\};/,
    by: '$& const credentialHashes = new WeakMap();',
  },
  // Who calls is the same in every call; only the features that it used are not.
  {
    file: USER_AGENT,
    find: /const defaultUserAgent = (?<ask>\(await options\.defaultUserAgentProvider\(\)\)\.map\(escapeUserAgent\));/,
    by: 'const defaultUserAgent = [...(knownUserAgent ??= $<ask>)];',
  },
  {
    file: USER_AGENT,
    find: /export const userAgentMiddleware = \(options\) => (?<middleware>\(next, context\) => async \(args\) => \{[^]*?\n\};)/,
    by: `export const userAgentMiddleware = (options) => {
    let knownUserAgent;
    return $<middleware>
};`,
  },
  // Made, with its stack, before anything went wrong, and replaced by what does.
  { file: RETRY, find: /let lastError = new Error\(\);/, by: 'let lastError;' },
];

/** The file's text after its edits. */
export function edited(file, text) {
  return EDITS.filter((edit) => edit.file === file).reduce((before, { find, by }) => {
    if (!find.test(before)) throw new Error(`${file} no longer has ${find}: adapt scripts/slim`);
    return before.replace(find, by);
  }, text);
}

/** An esbuild plugin. A bundle that loads none of a file that is to be edited does not build. */
export const quickerCalls = {
  name: 'quicker-calls',
  setup(build) {
    const missing = new Set(EDITS.map(({ file }) => file));
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.js$/ }, ({ path: file }) => {
      const name = inPackage(file);
      if (!EDITS.some((edit) => edit.file === name)) return undefined;
      missing.delete(name);
      const contents = edited(name, readFileSync(file, 'utf8'));
      return { contents, loader: 'js', resolveDir: path.dirname(file) };
    });
    build.onEnd(() => ({ errors: [...missing].map((file) => ({ text: `nothing loads ${file}` })) }));
  },
};
