/** A package or a module that must not be there. */
export interface Forbidden {
  readonly pattern: RegExp;
  /** Why, in a sentence that its author can act on. */
  readonly because: string;
}

/** What no bundle may hold, by package. */
export const FORBIDDEN_PACKAGES: readonly Forbidden[] = [
  {
    pattern: /credential-provider-(sso|ini|process|web-identity|login|http|imds)/,
    because: 'On Lambda credentials come from the environment; keep it external in scripts/bundle.ts.',
  },
  {
    pattern:
      /^@aws-sdk\/(signature-v4a|signature-v4-crt|client-sso|client-sts|nested-clients|token-providers)/,
    because: 'Nothing asks for it on Lambda; keep it external in scripts/bundle.ts.',
  },
  {
    pattern:
      /^(zod|axios|lodash|moment|libphonenumber-js|aws-sdk|aws-xray-sdk-core|@aws-lambda-powertools\/tracer)$/,
    because: 'It costs each cold start more than it saves; docs/performance-and-cost.md names lighter ones.',
  },
];

/** What must not be loaded when INIT is over, of Node's own modules. Each costs a cold start milliseconds of CPU. */
export const FORBIDDEN_AT_INIT: readonly Forbidden[] = [
  {
    pattern: /undici/,
    because:
      'The global fetch brings it, and so does importing node:http from ESM; use node:https in CommonJS.',
  },
  {
    pattern: /NativeModule internal\/webstreams\/readablestream$/,
    because:
      'The SDK collects a body with web streams where `streamCollector` is not set; see lambda-src/adapters/src/aws-clients.ts.',
  },
  {
    pattern: /NativeModule (http2|child_process|dgram|worker_threads|inspector|repl)/,
    because: 'No function needs it.',
  },
];

/** For functions that call AWS. */
export const NO_COMPRESSION: Forbidden = {
  pattern: /NativeModule zlib/,
  because: 'It comes with event streams; keep them external.',
};
