import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import {
  type Answer,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import type * as app from '../../src/app.ts';
import {
  AUDIENCE,
  honestClaims,
  honestHeader,
  ISSUER,
  KEY_ID,
  rsaKeyPair,
  signRs256,
} from '../token-forge.ts';

type App = typeof app;

const STAGE = 'arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/dev';
const issuer = rsaKeyPair();

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  let answer: Answer;
  const paths = () => server.requests.map(({ method, path }) => `${method} ${path}`);
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    answer = (response) => void response.writeHead(404).end();
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(async () => {
    jest.useRealTimers();
    await server.stop();
    process.env = environment;
    output.release();
  });

  /** Loads the function as a cold start does. */
  async function setup(settings: Record<string, string> = {}): Promise<App> {
    process.env = {
      ...environment,
      ISSUER_URI: ISSUER,
      AUDIENCE,
      JWKS_URI: `${server.url}/jwks.json`,
      ...settings,
    };
    const loaded: App[] = [];
    await jest.isolateModulesAsync(async () => void loaded.push(await import('../../src/app.ts')));
    return loaded[0] as App;
  }

  const publishKey = ({ publicKey } = issuer, kid = KEY_ID) =>
    (answer = (response) => {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
      response.end(JSON.stringify({ keys: [jwk] }));
    });

  const eventNow = (changes: object = {}) => {
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const token = signRs256(issuer.privateKey, honestHeader, { ...honestClaims, exp, ...changes });
    return { type: 'TOKEN', authorizationToken: `Bearer ${token}`, methodArn: `${STAGE}/GET/x` };
  };

  it('lets an honest token in, with the keys that it fetched while it started', async () => {
    publishKey();
    const { lambdaHandler, prewarm } = await setup();

    await prewarm();
    const policy = await lambdaHandler(eventNow());

    expect(policy.policyDocument.Statement[0]).toEqual({
      Action: 'execute-api:Invoke',
      Effect: 'Allow',
      Resource: `${STAGE}/*`,
    });
    expect(paths()).toEqual(['GET /jwks.json']);
  });

  it('says nothing while it warms up, for no token was refused', async () => {
    publishKey();
    const { prewarm } = await setup();

    await prewarm();

    expect(output.lines()).toEqual([]);
  });

  it('works without having been warmed', async () => {
    publishKey();
    const { lambdaHandler } = await setup();

    await expect(lambdaHandler(eventNow())).resolves.toHaveProperty('principalId', honestClaims.sub);
  });

  it('binds a token to a number by the claim that the settings name', async () => {
    publishKey();
    const { lambdaHandler } = await setup({ MSISDN_CLAIM: 'https://issuer.example/number' });

    const { context } = await lambdaHandler(eventNow({ 'https://issuer.example/number': '224622000001' }));

    expect(context).toHaveProperty('msisdn', '224622000001');
  });

  it('takes a token without an audience of a client that the settings name', async () => {
    publishKey();
    const { lambdaHandler } = await setup({ CLIENT_IDS: 'app' });

    const { context } = await lambdaHandler(eventNow({ aud: undefined, azp: undefined, client_id: 'app' }));

    expect(context).toHaveProperty('clientId', 'app');
  });

  it('answers what the gateway does not cache to a token that is not valid yet', async () => {
    publishKey();
    const { lambdaHandler } = await setup();

    const verdict = lambdaHandler(eventNow({ nbf: Math.floor(Date.now() / 1_000) + 50 }));

    await expect(verdict).rejects.toThrow(/^Unauthorized$/);
  });

  it('finds the key of a rotation that came right after it fetched the keys', async () => {
    publishKey(rsaKeyPair(), 'older');
    const { lambdaHandler, prewarm } = await setup();
    await prewarm();
    publishKey();

    await expect(lambdaHandler(eventNow())).resolves.toHaveProperty('principalId', honestClaims.sub);
  });

  it('has time left when the issuer does not answer', async () => {
    const asked = Promise.withResolvers<void>();
    answer = () => asked.resolve();
    const { lambdaHandler } = await setup();
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date', 'performance', 'hrtime'],
    });
    const verdict = lambdaHandler(eventNow()).catch((error: unknown) => error);
    await asked.promise;

    jest.advanceTimersByTime(FUNCTION_TIMEOUT_MS / 2 - 1_000);

    await expect(verdict).resolves.toHaveProperty('name', 'SigningKeysUnavailable');
  });

  it('writes down why a token was refused, and not a piece of the token', async () => {
    publishKey();
    const { lambdaHandler } = await setup();
    const event = eventNow();

    await lambdaHandler({ ...event, authorizationToken: event.authorizationToken.slice(0, -2) });

    expect(output.logs()).toEqual([
      expect.objectContaining({ level: 'INFO', message: 'token refused', reason: 'signature' }),
    ]);
    expect(output.metrics()).toEqual([expect.objectContaining({ TokenRefused: 1, Reason: 'signature' })]);
    expect(output.lines().join()).not.toContain(event.authorizationToken.slice(7, 20));
  });

  it('starts although the issuer is down, and then throws', async () => {
    const { lambdaHandler, prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
    await expect(lambdaHandler(eventNow())).rejects.toThrow('the signing keys are not available');
    expect(output.metrics()).toEqual(Array(2).fill(expect.objectContaining({ JwksFailure: 1 })));
  });

  it('waits a second for a slow issuer while it starts, and no longer', async () => {
    answer = silence;
    const { lambdaHandler, prewarm } = await setup();
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date', 'performance', 'hrtime'],
    });
    let isReady = false;

    void prewarm().then(() => (isReady = true));

    await jest.advanceTimersByTimeAsync(999);
    expect(isReady).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(isReady).toBe(true);

    // The first token joins the request that is still under way, rather than make another.
    const verdict = lambdaHandler(eventNow());
    await server.stop();
    await expect(verdict).rejects.toThrow('the signing keys are not available');
    expect(paths()).toEqual(['GET /jwks.json']);
  });

  it('does not start with bad settings', async () => {
    await expect(setup({ AUDIENCE: '', JWKS_URI: 'ftp://issuer.example/' })).rejects.toThrow(
      /JWKS_URI.*AUDIENCE/,
    );
  });
});
