import fc from 'fast-check';
import { secretIn } from '../../core/secrets.ts';
import { MISSPELLINGS, SPELLINGS } from '../../environment/subscribers.ts';
import { edited, edits, mostly, respelled } from './edits.ts';
import { isCanonical, numberMeantBy } from '../oracles/number-oracle.ts';
import { exchange, goodTokens, lines, reached } from './served-api.ts';
import { expectThat, type Tally, type Target } from './target.ts';

const NUMBER = '224622000001';
const BASE = '/dev/get-account-info/msisdn/';

const segment = mostly(
  fc.constantFrom(...SPELLINGS).map((spell) => spell(NUMBER)),
  fc
    .tuple(fc.constantFrom(...SPELLINGS, ...MISSPELLINGS), edits(3))
    .map(([spell, changes]) => edited(spell(NUMBER), changes)),
);
const path = mostly(
  segment.map((text) => BASE + text),
  fc
    .tuple(
      fc.constantFrom(
        BASE,
        '/dev/',
        '/dev/get-account-info/',
        '//dev/x',
        '/dev/get-account-info/msisdn/a/',
        '*',
        'http://x/dev/',
      ),
      segment,
      edits(2),
    )
    .map(([base, text, changes]) => edited(base + text, changes)),
);
const authorization = mostly(
  fc
    .tuple(fc.constantFrom('Bearer ', 'bearer '), fc.constantFrom(...goodTokens))
    .map((parts) => parts.join('')),
  fc.oneof(
    respelled(goodTokens.map((token) => `Bearer ${token}`)),
    fc
      .tuple(fc.constantFrom(...goodTokens), edits(3))
      .map(([token, changes]) => edited(`Bearer ${token}`, changes)),
  ),
);
const header = fc.tuple(
  fc.constantFrom(
    'X-Correlation-Id',
    'Accept',
    'Content-Type',
    'Content-Length',
    'Transfer-Encoding',
    'Expect',
    'Authorization',
    'traceparent',
    'Upgrade',
    'Host',
  ),
  mostly(
    fc.constantFrom('x', 'application/json', '0', '5', 'chunked', '100-continue', 'a-good-id'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  ),
);

interface Drawn {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const request: fc.Arbitrary<Drawn> = fc.record({
  method: mostly(fc.constant('GET'), fc.constantFrom('HEAD', 'POST', 'OPTIONS', 'PUT', 'get', 'TRACE')),
  path,
  authorization: mostly(authorization, fc.constant(undefined)),
  headers: mostly(fc.constant([]), fc.array(header, { minLength: 1, maxLength: 3 })),
  body: mostly(fc.constant(''), fc.string({ maxLength: 20 })),
});

function rawOf({ method, path: target, authorization: token, headers, body }: Drawn): string {
  const named = [
    ['Host', '127.0.0.1'],
    ['Connection', 'close'],
    ...(token === undefined ? [] : [['Authorization', token]]),
    ...headers,
  ];
  return `${method} ${target} HTTP/1.1\r\n${named.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

const accepted: Tally = { count: 0 };
const STATUSES = [200, 400, 401, 403, 404, 405, 408, 411, 413, 415, 417, 431, 501, 505];

/** Bytes on the wire to the local gateway with the real functions behind it. */
export const gatewayRequests: Target = {
  name: 'gateway requests',
  sentence:
    'whatever is sent, nothing is 5xx, no balance is told without a good token, and only the canonical key reaches a port',
  weight: 0.5,
  // Each takes a port of the machine for a minute.
  most: 20_000,
  accepted,
  property: fc.asyncProperty(request, async (drawn) => {
    reached.length = 0;
    lines.length = 0;
    const raw = rawOf(drawn);
    const answer = await exchange(raw);
    const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)]
      .map(([, status]) => Number(status))
      .filter((status) => status !== 100);
    expectThat(
      statuses.every((status) => STATUSES.includes(status)),
      `${JSON.stringify(raw)} is answered ${statuses.join()}`,
    );
    if (statuses.includes(200)) accepted.count += 1;
    const isGood = goodTokens.some(
      (token) =>
        raw.toLowerCase().includes(`authorization: bearer ${token.toLowerCase()}`) && raw.includes(token),
    );
    expectThat(reached.length === 0 || isGood, `${JSON.stringify(raw)} reached a port without a good token`);
    const meant = numberMeantBy(
      /^[^?#]*/
        .exec(drawn.path.split(' ')[0] ?? '')?.[0]
        .split('/')
        .pop() ?? '',
    );
    expectThat(
      reached.every((key) => isCanonical(key) && key === meant),
      `${JSON.stringify(raw)} let the key ${JSON.stringify(reached)} reach a port`,
    );
    expectThat(
      lines.every((line) => secretIn(line) === undefined),
      `a secret is logged: ${lines.join()}`,
    );
    expectThat(!/eyJ[A-Za-z0-9_-]{8}/.test(answer), `a token is sent back: ${answer}`);
  }) as unknown as fc.IRawProperty<unknown>,
};
