import path from 'node:path';
import { parse } from 'yaml';
import { type EnvironmentSource, type Manifest, MANIFEST } from '../../../deployment/manifest.ts';
import {
  createLocalConfiguration,
  functionsWithGivenSettings,
  type GuardAddress,
} from '../../src/stack/local-configuration.ts';
import { mapValues } from '../../src/setup/map-values.ts';
import { AUTHORIZER_SOURCE } from '../../src/setup/wiring.ts';

const setup = ({
  speed = 1,
  manifest = MANIFEST,
  given = {} as Record<string, string>,
  guard = undefined as GuardAddress | undefined,
} = {}) =>
  createLocalConfiguration({
    root: path.resolve(__dirname, '../../..'),
    manifest,
    origin: 'http://127.0.0.1:3000',
    awsEndpointUrl: 'http://127.0.0.1:4566',
    speed,
    given,
    guard,
  });

/** The manifest with one more function, which has these keys. */
const withFunction = (environment: Record<string, EnvironmentSource>): Manifest => ({
  ...MANIFEST,
  functions: {
    ...MANIFEST.functions,
    another: { trigger: { kind: 'routes' }, timeoutSeconds: 3, memoryMb: 256, environment, calls: {} },
  },
});

describe('createLocalConfiguration', () => {
  it('renders the API whole, and finds the function behind every invocation in it', () => {
    const { openApi, functionOf } = setup().api;
    const document = parse(openApi);
    const route = document.paths['/get-account-info/msisdn/{msisdn}'].get;
    const [authorizer] = Object.values(document.components.securitySchemes) as {
      'x-amazon-apigateway-authorizer': { authorizerUri: string };
    }[];
    const behind = (uri: string) => functionOf(uri, AUTHORIZER_SOURCE);
    expect(behind(route['x-amazon-apigateway-integration'].uri)).toBe('get-account-info');
    expect(behind(authorizer!['x-amazon-apigateway-authorizer'].authorizerUri)).toBe('authorizer');
    expect(behind('arn:aws:apigateway:ca-central-1:lambda:path/other')).toBeUndefined();
    expect(document.servers[0].url).toBe('http://127.0.0.1:3000/dev');
  });

  it('keeps function time-out < visibility for every mapping, so that no two deliveries work at once', () => {
    const { functions, queues, mappings } = setup();
    expect(mappings.length).toBeGreaterThan(0);
    for (const { queue, functionName, batchingWindowSeconds } of mappings)
      expect(queues[queue]!.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(
        6 * functions[functionName]!.timeoutSeconds + batchingWindowSeconds,
      );
  });

  it('keeps function time-out < lease < visibility', () => {
    const { functions, queues } = setup();
    const { timeoutSeconds, environment } = functions['init-user-account']!;
    const lease = Number(environment['WELCOME_LEASE_SECONDS']);
    expect(lease).toBeGreaterThan(timeoutSeconds);
    expect(queues['account-requests']!.visibilityTimeoutSeconds).toBeGreaterThan(lease);
  });

  it('keeps dead letters longer than messages', () => {
    for (const { messageRetentionSeconds, deadLetters } of Object.values(setup().queues))
      expect(deadLetters.messageRetentionSeconds).toBeGreaterThan(messageRetentionSeconds);
  });

  it('gives messages the receives of the manifest', () => {
    expect(mapValues(setup().queues, ({ maxReceiveCount }) => maxReceiveCount)).toEqual(
      mapValues(MANIFEST.queues, ({ maxReceiveCount }) => maxReceiveCount),
    );
  });

  it('divides the lease by the speed, and never to nothing', () => {
    const leaseAt = (speed: number, given = {}) =>
      setup({ speed, given }).functions['init-user-account']!.environment['WELCOME_LEASE_SECONDS'];
    expect([leaseAt(20), leaseAt(1_000), leaseAt(10, { WELCOME_LEASE_SECONDS: '90' })]).toEqual([
      '3',
      '1',
      '9',
    ]);
  });

  it('answers sooner than the gateway gives up', () => {
    const { api, functions } = setup();
    const { timeoutInMillis } = parse(api.openApi).paths['/get-account-info/msisdn/{msisdn}'].get[
      'x-amazon-apigateway-integration'
    ];
    expect(functions['get-account-info']!.timeoutSeconds * 1000).toBeLessThan(timeoutInMillis);
  });

  it('points every address of the functions at the local stack', () => {
    const urls = Object.values(setup().functions)
      .flatMap(({ environment }) => Object.values(environment))
      .filter((value) => /^https?:/.test(value) && !value.includes('/msisdn') && !value.includes('.local'));
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => new URL(url).hostname !== '127.0.0.1')).toEqual([]);
  });

  it('resolves every kind of source by the names of the manifest', () => {
    const manifest = withFunction({
      TABLE: { table: 'accounts' },
      QUEUE: { queue: 'account-requests' },
      DEAD: { deadLettersOf: 'account-requests' },
      PARAMETER: { parameter: 'some-secret' },
      SETTING: { setting: 'opening_balance' },
      UNSET: { setting: 'that_has_no_local_value', optional: true },
    });
    const { functions, parameters } = setup({ manifest });
    expect(functions['another']).toMatchObject({ timeoutSeconds: 3, memoryMb: 256 });
    expect(functions['another']!.environment).toEqual({
      POWERTOOLS_LOG_LEVEL: 'INFO',
      POWERTOOLS_SERVICE_NAME: 'fintech-solution-local-another',
      TABLE: 'fintech-solution-local-accounts',
      QUEUE: 'http://127.0.0.1:4566/000000000000/fintech-solution-local-account-requests',
      DEAD: 'http://127.0.0.1:4566/000000000000/fintech-solution-local-account-requests-dlq',
      PARAMETER: '/fintech-solution/local/some-secret',
      SETTING: '1000',
    });
    expect(parameters['some-secret']).toBe('/fintech-solution/local/some-secret');
  });

  it.each<[string, Record<string, EnvironmentSource>, string]>([
    ['a required setting without a local value', { NEW_KEY: { setting: 'new_key' } }, 'needs NEW_KEY'],
    ['a table that the manifest lacks', { T: { table: 'nothing' } }, 'the manifest has no nothing'],
    ['a queue that the manifest lacks', { Q: { queue: 'nothing' } }, 'the manifest has no nothing'],
    ['dead letters of such a queue', { D: { deadLettersOf: 'nothing' } }, 'the manifest has no nothing'],
  ])('refuses %s', (_case, environment, sentence) => {
    expect(() => setup({ manifest: withFunction(environment) })).toThrow(sentence);
  });

  it('knows a schedule by the rate of the manifest', () => {
    expect(setup().schedules[0]).toEqual({
      name: 'fintech-solution-local-sweep-transactions',
      functionName: 'sweep-transactions',
      everySeconds: 60,
    });
  });
});

const PLAN = ['MSISDN_COUNTRY_CODE', 'MSISDN_NATIONAL_PATTERN'];

describe('a setting in the environment of npm start', () => {
  const environmentOf = (name: string, given: Record<string, string>) =>
    setup({ given }).functions[name]!.environment;

  it.each([
    ['init-user-account', 'OPENING_BALANCE', '2500'],
    ['init-user-account', 'ENABLE_SMS_NOTIFICATIONS', 'OFF'],
    ['get-account-info', 'REQUIRED_SCOPE', 'read:accounts'],
    ['get-account-info', 'MSISDN_COUNTRY_CODE', '223'],
    ['authorizer', 'MSISDN_CLAIM', 'phone_number'],
    ['authorizer', 'POWERTOOLS_LOG_LEVEL', 'DEBUG'],
  ])('reaches %s as %s=%s', (name, key, value) => {
    expect(environmentOf(name, { [key]: value })[key]).toBe(value);
  });

  it.each([
    ['authorizer', ['MSISDN_CLAIM', 'CLIENT_IDS']],
    ['get-account-info', ['REQUIRED_SCOPE', 'UNBOUND_SCOPE', 'ALLOWED_ORIGINS', ...PLAN]],
    [
      'init-user-account',
      [
        ...['OPENING_BALANCE', 'SMS_SENDER_NAME', 'SMS_PROVIDER_API_URL', 'SES_CONFIGURATION_SET'],
        ...['WELCOME_LEASE_SECONDS', 'DOMAIN_NAME', ...PLAN],
      ],
    ],
    [
      'request-transaction',
      [
        ...['TRANSACTION_MIN_AMOUNT', 'TRANSACTION_MAX_AMOUNT', 'TRANSACTION_EXPIRY_SECONDS'],
        ...['CALLBACK_ALLOWED_HOSTS', 'ALLOWED_ORIGINS', ...PLAN],
      ],
    ],
    ['process-transaction', ['ACCOUNT_MAX_BALANCE', 'DAILY_DEBIT_LIMIT', 'CASH_DAILY_LIMIT', ...PLAN]],
    ['get-transaction', ['REQUIRED_SCOPE', 'UNBOUND_SCOPE', 'ALLOWED_ORIGINS', ...PLAN]],
    ['notify-parties', ['ENABLE_SMS_NOTIFICATIONS', 'SMS_SENDER_NAME', 'CALLBACK_ALLOWED_HOSTS', ...PLAN]],
  ])('reaches %s, whichever of its settings it is', (name, keys) => {
    for (const key of keys) expect(environmentOf(name, { [key]: '7' })).toHaveProperty(key, '7');
  });

  it('counts as absent where it is empty', () => {
    expect(environmentOf('init-user-account', { OPENING_BALANCE: '' })['OPENING_BALANCE']).toBe('1000');
    expect(functionsWithGivenSettings(MANIFEST, { OPENING_BALANCE: '' })).toEqual([]);
  });

  it('names the functions that must judge it', () => {
    expect(functionsWithGivenSettings(MANIFEST, { OPENING_BALANCE: 'x', HOME: '/' })).toEqual([
      'init-user-account',
    ]);
  });

  it('adds to the API what a browser of another origin needs, where ALLOWED_ORIGINS is given', () => {
    const documentOf = (given: Record<string, string>) => parse(setup({ given }).api.openApi);
    const plain = documentOf({});
    const open = documentOf({ ALLOWED_ORIGINS: 'https://app.example' });
    const [path] = Object.keys(plain.paths);
    expect([plain.paths[path!].options, open.paths[path!].options]).toEqual([
      undefined,
      plain['x-cors'].preflight,
    ]);
    const headersOf = (document: typeof plain) =>
      document['x-amazon-apigateway-gateway-responses'].UNAUTHORIZED.responseParameters;
    expect(headersOf(open)).toEqual({
      ...headersOf(plain),
      ...plain['x-cors'].gatewayResponseParameters,
    });
  });

  it('lets a browser of another origin send every header that a function reads', () => {
    const { components, 'x-cors': cors } = parse(setup({}).api.openApi);
    const named = Object.values<{ in: string; name: string }>(components.parameters)
      .filter((parameter) => parameter.in === 'header')
      .map(({ name }) => name);
    const { responseParameters } = cors.preflight['x-amazon-apigateway-integration'].responses.default;
    const allowed = responseParameters['method.response.header.Access-Control-Allow-Headers'];
    expect(named).not.toEqual([]);
    expect(allowed.slice(1, -1).split(',')).toEqual(
      expect.arrayContaining([...named, 'Authorization', 'Content-Type', 'traceparent']),
    );
  });

  it('does not replace the local identity provider', () => {
    const given = { AUDIENCE: 'https://elsewhere.example' };
    expect(environmentOf('authorizer', given)['AUDIENCE']).toBe('https://api.fintech-solution.local');
    expect(functionsWithGivenSettings(MANIFEST, given)).toEqual([]);
  });
});

describe('the request guard', () => {
  const NAME = 'get-account-info';
  const GUARD = { host: '127.0.0.1', port: 6_379 };
  const LIMIT = { ENQUIRIES_PER_MINUTE_PER_CALLER: '7' };
  const zipOf = (guard?: GuardAddress) => path.basename(setup({ guard }).functions[NAME]!.zipPath);

  it('is a function of its own zip, which is told where the store is', () => {
    expect([zipOf(), zipOf(GUARD)]).toEqual(['get-account-info.zip', 'get-account-info-guarded.zip']);
    expect(setup({ guard: GUARD, given: LIMIT }).functions[NAME]!.environment).toMatchObject({
      REQUEST_GUARD_HOST: '127.0.0.1',
      REQUEST_GUARD_PORT: '6379',
      REQUEST_GUARD_TLS: 'false',
      ...LIMIT,
    });
    expect(functionsWithGivenSettings(MANIFEST, LIMIT, true)).toEqual([NAME]);
  });

  it('is nothing to a function without it', () => {
    const { environment } = setup({ given: LIMIT }).functions[NAME]!;

    expect(Object.keys(environment).filter((key) => /GUARD|ENQUIRIES|PENDING/.test(key))).toEqual([]);
    expect(functionsWithGivenSettings(MANIFEST, LIMIT)).toEqual([]);
  });

  it('may have a store elsewhere', () => {
    const given = { REQUEST_GUARD_HOST: 'store.example', REQUEST_GUARD_PORT: '7000' };

    expect(setup({ guard: GUARD, given }).functions[NAME]!.environment).toMatchObject(given);
  });
});
