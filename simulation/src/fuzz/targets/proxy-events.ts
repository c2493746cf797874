import fc from 'fast-check';
import { createHandler } from '../../../../lambda-src/get-account-info/src/handler.ts';
import { newAccount } from '../../../../lambda-src/domain/src/account.ts';
import { redact } from '../../../../lambda-src/domain/src/redaction.ts';
import { secretIn } from '../../core/secrets.ts';
import { MISSPELLINGS, PLAN, SPELLINGS } from '../../environment/subscribers.ts';
import { edited, edits, mostly } from './edits.ts';
import { isCanonical, numberMeantBy } from '../oracles/number-oracle.ts';
import { expectSame, expectThat, type Target } from './target.ts';

const NOW_MS = 1_793_520_000_000;
const reached: unknown[] = [];
const lines: string[] = [];
const note = (message: string, fields?: unknown): void =>
  void lines.push(JSON.stringify(redact([message, fields])));

const handler = createHandler({
  accounts: {
    find: async (msisdn) => {
      reached.push(msisdn);
      return msisdn.endsWith('1') ? newAccount(msisdn, 1_000n) : undefined;
    },
  },
  requests: { request: async ({ msisdn }) => void reached.push(msisdn) },
  rules: { requiredScopes: [], unboundScopes: [], plan: PLAN },
  allowedOrigins: [],
  log: { begin: () => undefined, info: note, warn: note, error: note },
  metrics: { count: () => undefined },
  clock: () => NOW_MS,
  newId: () => 'made-id',
});

const NUMBER = '224622000001';
const number = fc.constantFrom(NUMBER, '224655555552');
const segment = mostly(
  fc.tuple(fc.constantFrom(...SPELLINGS), number).map(([spell, of]) => spell(of)),
  fc
    .tuple(fc.constantFrom(...SPELLINGS, ...MISSPELLINGS), number, edits(3))
    .map(([spell, of, changes]) => edited(spell(of), changes)),
);

const anything = fc.jsonValue({ maxDepth: 2 });
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    NUMBER,
    `id-${NUMBER}`,
    'eyJhbGciOiJub25lIn0.eyJ9.',
    'a-good-id',
    'a\r\nb',
    '',
    'x'.repeat(65),
    '2026-11-29-000123',
    '224_622_000_001',
  ),
);

const context = fc.record(
  {
    sub: mostly(fc.constant('somebody'), anything),
    exp: fc.oneof(
      fc.constant(String(NOW_MS / 1_000 + 60)),
      fc.constantFrom(String(NOW_MS / 1_000), '0', '1e99', 'Infinity', '', ' ', 'NaN', '0x7fffffff'),
      anything,
    ),
    msisdn: mostly(fc.constantFrom(NUMBER, `+${NUMBER}`), fc.oneof(fc.constantFrom('', 'nobody'), anything)),
    scope: fc.oneof(text, anything),
  },
  { requiredKeys: ['sub', 'exp'] },
);

const event = fc.record(
  {
    pathParameters: fc.oneof(
      { weight: 6, arbitrary: fc.record({ msisdn: segment }) },
      { weight: 1, arbitrary: fc.constantFrom(null, {}, { other: 'x' }) },
    ),
    headers: fc.oneof(
      fc.constant(null),
      fc.dictionary(
        fc.constantFrom('X-Correlation-Id', 'x-correlation-id', 'traceparent', 'TraceParent', 'Accept'),
        mostly(text, anything),
      ),
    ),
    requestContext: fc.record(
      {
        requestId: text,
        extendedRequestId: text,
        authorizer: mostly(
          context,
          fc.oneof(fc.constant(null), fc.record({ principalId: text, exp: anything })),
        ),
      },
      { requiredKeys: ['authorizer'] },
    ),
  },
  { requiredKeys: ['pathParameters', 'requestContext'] },
);

type Event = NonNullable<Parameters<typeof handler>[0]>;

const accepted = { count: 0 };

/** What API Gateway may hand over, and much that it should not: each is answered, and only one key reaches a port. */
export const proxyEvents: Target = {
  name: 'proxy events',
  sentence:
    'every event is answered well formed, 400 exactly for what is no number, and only the canonical key reaches a port',
  weight: 2,
  accepted,
  property: fc.asyncProperty(event, async (raw) => {
    reached.length = 0;
    lines.length = 0;
    const input = raw as Event;
    const { statusCode, headers = {}, body } = await handler(input);
    if (statusCode === 200) accepted.count += 1;
    const meant = numberMeantBy(input.pathParameters?.['msisdn'] ?? '');
    const parsed = JSON.parse(body) as { code?: unknown; message?: unknown };
    expectSame(statusCode === 400, meant === undefined, `400 for ${JSON.stringify(input.pathParameters)}`);
    expectThat([200, 400, 401, 403].includes(statusCode), `status ${statusCode}`);
    expectThat(typeof parsed.code === 'string' && typeof parsed.message === 'string', `body ${body}`);
    expectThat(
      statusCode === 200 || reached.length === 0,
      `a rejected request (${statusCode}) reached ${reached.join()}`,
    );
    expectThat(
      reached.every((key) => isCanonical(key) && key === meant),
      `the key ${JSON.stringify(reached)} reached a port`,
    );
    const id = String(headers['X-Correlation-Id']);
    expectThat(
      /^[A-Za-z0-9._-]{1,64}$/.test(id) && !/\d{9}|eyJ/.test(id) && redact(id) === id,
      `the correlation id ${JSON.stringify(id)}`,
    );
    expectThat(
      statusCode !== 200 || mayRead(input, String(meant)),
      `${JSON.stringify(input)} is answered ${statusCode}`,
    );
    expectThat(
      lines.every((line) => secretIn(line) === undefined),
      `a secret is logged: ${lines.join()}`,
    );
  }) as unknown as fc.IRawProperty<unknown>,
};

/** A known caller with a token that has not expired, bound to this number or to no number. */
function mayRead({ requestContext }: Event, msisdn: string): boolean {
  const authorizer = requestContext?.authorizer;
  if (authorizer === null || authorizer === undefined) return false;
  const { sub, principalId, exp, msisdn: bound } = authorizer;
  const isKnown = [sub, principalId].some((name) => typeof name === 'string' && name.length > 0);
  const isLive = isPlain(exp) && Number(exp) * 1_000 > NOW_MS;
  return (
    isKnown &&
    isLive &&
    (bound === undefined ||
      bound === null ||
      (isPlain(bound) && numberMeantBy(encodeURIComponent(bound)) === msisdn))
  );
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
