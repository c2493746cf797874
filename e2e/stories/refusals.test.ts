import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { tellStory } from '../support/story.ts';

const story = tellStory();
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Splits a good token, so that a story can spoil one part of it. */
function partsOf(token: string) {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), payload: read(payload), signature, signingInput: `${header}.${payload}` };
}

/** Each way of spoiling a good token. */
const SPOILED: Record<string, (token: string) => string> = {
  'without a signature': (token) => `${partsOf(token).signingInput}.`,
  'with alg none': (token) =>
    `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(partsOf(token).payload)}.`,
  'with another payload under the same signature': (token) => {
    const { header, payload, signature } = partsOf(token);
    return `${base64url(header)}.${base64url({ ...payload, sub: 'someone-else' })}.${signature}`;
  },
  'signed by a foreign key': (token) => {
    const { signingInput } = partsOf(token);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return `${signingInput}.${sign('sha256', Buffer.from(signingInput), privateKey).toString('base64url')}`;
  },
  'signed by HS256 with a public value': (token) => {
    const input = `${base64url({ ...partsOf(token).header, alg: 'HS256' })}.${base64url(partsOf(token).payload)}`;
    return `${input}.${createHmac('sha256', 'public').update(input).digest('base64url')}`;
  },
};

test.each(Object.keys(SPOILED))('a token %s is refused with 401, and says why to no one', async (name) => {
  const { client } = story;
  const spoiled = SPOILED[name]?.(await client.token()) ?? '';

  const { status, headers, body } = await client.balance('224622000501', spoiled);

  expect({ status, code: body.code }).toEqual({ status: 401, code: 'UNAUTHORIZED' });
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(JSON.stringify(body)).not.toContain(spoiled.slice(0, 20));
});

test('an expired token, a foreign audience and no token at all are refused with 401', async () => {
  const { client } = story;
  const answers = await Promise.all([
    client.balance('224622000502', await client.token({ expires_in: '-1' })),
    client.balance('224622000502', await client.token({ aud: 'https://elsewhere.example' })),
    client.balance('224622000502'),
    client.balance('224622000502', undefined, { Authorization: 'Basic bG9jYWw6bG9jYWw=' }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(answers.map(({ headers }) => headers.get('www-authenticate'))).toEqual([
    'Bearer error="invalid_token"',
    'Bearer error="invalid_token"',
    'Bearer',
    'Bearer',
  ]);
});

test('a bad token that comes twice is judged once, and one that is no token is not judged at all', async () => {
  const { client, stack } = story;
  const bad = await client.token({ aud: 'https://elsewhere.example', sub: 'comes-twice' });
  const judged = (output: string) =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { type: string; path?: string; authorizer?: string })
      .filter(({ type, path }) => type === 'request' && path?.endsWith('*31'))
      .map(({ authorizer }) => authorizer);

  for (const token of [bad, bad, bad.split('.').slice(0, 2).join('.')])
    expect((await client.balance('224622000531', token)).status).toBe(401);

  await stack.untilPrinted((output) => judged(output).length === 3);
  expect(judged(stack.output())).toEqual(['miss', 'hit', 'none']);
});

test('a token bound to one number reads that number only', async () => {
  const { client } = story;
  const token = await client.token({ msisdn: '224622000511' });

  expect((await client.balance('622000511', token)).status).toBe(200);
  expect(await client.balance('224622000512', token)).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  });
});

test('an unknown route is 404, with a token or without', async () => {
  const { client } = story;
  const { health } = story.stack;
  for (const path of ['/nowhere', '/get-account-info/msisdn', '/get-account-info/msisdn/']) {
    for (const headers of [{}, { Authorization: `Bearer ${await client.token()}` }]) {
      const response = await fetch(`${health.base}${path}`, { headers });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ type: 'about:blank', code: 'NOT_FOUND' });
    }
  }
});

test('no token and no full number appears in anything that the stack printed', async () => {
  const { client, stack } = story;
  // Not the token of the start-up lines, which are there to be pasted.
  const token = await client.token({ sub: 'seen-by-nobody' });
  await client.balance('224622000521', token);
  await client.untilWelcomed('224622000521');

  expect(stack.output()).toContain('224*******21');
  expect(stack.output()).not.toMatch(/224622000521|622000521/);
  expect(stack.output()).not.toContain(token);
});
