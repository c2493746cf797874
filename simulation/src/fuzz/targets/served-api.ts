import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createHandler as createAuthorizer } from '../../../../lambda-src/authorizer/src/handler.ts';
import { createSigningKeys } from '../../../../lambda-src/authorizer/src/signing-keys.ts';
import { createVerifyToken } from '../../../../lambda-src/authorizer/src/verify-token.ts';
import { newAccount } from '../../../../lambda-src/domain/src/account.ts';
import { createHandler as createReader } from '../../../../lambda-src/get-account-info/src/handler.ts';
import { createGateway } from '../../../../local-stack/src/gateway/gateway.ts';
import { MANIFEST } from '../../../../deployment/manifest.ts';
import { createLocalConfiguration } from '../../../../local-stack/src/stack/local-configuration.ts';
import { AUDIENCE, ISSUER, MSISDN_CLAIM } from '../../environment/issuer.ts';
import { PLAN, SUBSCRIBERS } from '../../environment/subscribers.ts';

const NOW_MS = 1_793_520_000_000;
const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** The keys that reached a port since somebody last emptied it. */
export const reached: string[] = [];
/** The lines that were logged since somebody last emptied it. */
export const lines: string[] = [];
const note = (message: string, fields?: unknown): void => void lines.push(JSON.stringify([message, fields]));
const log = { begin: () => undefined, info: note, warn: note, error: note };
const clock = (): number => NOW_MS;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
/** Tokens that the API takes. */
export const goodTokens = [{}, { scope: 'a' }, { [MSISDN_CLAIM]: SUBSCRIBERS[0] }].map((more) => {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'somebody', exp: NOW_MS / 1_000 + 600, ...more };
  const input = `${encode({ alg: 'RS256', kid: 'key-1' })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
});

/** The real handlers behind the local gateway, in this process, with ports that only remember. */
function createFunctions(): (name: string, event: unknown) => Promise<unknown> {
  const metrics = { count: note };
  const { find } = createSigningKeys({
    fetchKeySet: async () => new Map([['key-1', [publicKey]]]),
    clock,
    log,
    metrics,
  });
  const rules = { issuer: ISSUER, audience: AUDIENCE, clientIds: [], msisdnClaim: MSISDN_CLAIM };
  const authorizer = createAuthorizer({
    verifyToken: createVerifyToken({ ...rules, findKeys: find, clock }),
    log,
    metrics,
  });
  const reader = createReader({
    accounts: {
      find: async (msisdn) => {
        reached.push(msisdn);
        return newAccount(msisdn, 1_000n);
      },
    },
    requests: { request: async ({ msisdn }) => void reached.push(msisdn) },
    rules: { requiredScopes: [], unboundScopes: [], plan: PLAN },
    allowedOrigins: [],
    log,
    metrics,
    clock,
    newId: () => 'made-id',
  });
  return (name, event) => (name === 'authorizer' ? authorizer(event as never) : reader(event as never));
}

/** Serves the API on a loopback port that is given up with the process. */
function serve(): Promise<number> {
  const functions = createFunctions();
  const wiring = createLocalConfiguration({
    root,
    manifest: MANIFEST,
    functionsFolder: `${root}lambda-src`,
    origin: 'http://127.0.0.1',
    awsEndpointUrl: 'http://127.0.0.1:1',
    speed: 1,
  });
  let requests = 0;
  const gateway = createGateway({
    wiring: { ...wiring, api: { ...wiring.api, throttle: { ratePerSecond: 1e9, burst: 1e9 } } },
    host: {
      async invoke(name, event) {
        const common = { requestId: 'r', durationMs: 1, coldStart: false };
        return functions(name, event).then(
          (value) => ({ ...common, outcome: 'success' as const, payload: JSON.stringify(value) }),
          (error: unknown) => ({
            ...common,
            outcome: 'error' as const,
            errorType: 'Error',
            errorMessage: String(error),
          }),
        );
      },
    },
    speed: 1,
    clock,
    newRequestId: () => `00000000-0000-4000-8000-${String((requests += 1)).padStart(12, '0')}`,
    log: ({ message }) => note(message),
  });
  const server: Server = createServer((request, response) => void gateway.handle(request, response));
  server.unref();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

let port: Promise<number> | undefined;

/** Everything that comes back for a request, byte for byte as it is written. */
export async function exchange(request: string): Promise<string> {
  const to = await (port ??= serve());
  return new Promise((resolve, reject) => {
    const socket = connect(to, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no answer to ${JSON.stringify(request)}`)));
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.end(request, 'latin1');
  });
}
