import { tellStory } from '../support/story.ts';

const story = tellStory();

test('with the identity provider down a new environment answers 5xx, and the same token works once it is back', async () => {
  const { client } = story;
  await client.post('/_local/functions/recycle');
  await client.faults({ jwks: 'fail' });
  const token = await client.token();

  const down = await client.balance('224622000601', token);
  expect(down).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
  expect(down.headers.get('retry-after')).toMatch(/^\d+$/);

  await client.faults({});
  expect((await client.balance('224622000601', token)).status).toBe(200);
});

test('with the identity provider down a key that is known keeps working', async () => {
  const { client } = story;
  expect((await client.balance('224622000611', await client.token({ sub: 'first' }))).status).toBe(200);

  await client.faults({ jwks: 'fail' });
  expect((await client.balance('224622000611', await client.token({ sub: 'second' }))).status).toBe(200);
});

test('right after a rotation tokens of the old and of the new key are good, in an environment that has just started', async () => {
  const { client } = story;
  await client.post('/_local/functions/recycle');
  const old = await client.token({ sub: 'before-rotation' });
  expect((await client.balance('224622000621', old)).status).toBe(200);

  await client.post('/_local/keys/rotate');

  const fresh = await client.token({ sub: 'after-rotation' });
  expect((await client.balance('224622000621', fresh)).status).toBe(200);
  expect((await client.balance('224622000622', old)).status).toBe(200);
});

test('a token of a key that the environment may not ask for yet is refused, and that is not kept', async () => {
  const { client } = story;
  await client.post('/_local/functions/recycle');
  const known = await client.token({ sub: 'known-key' });
  expect((await client.balance('224622000631', known)).status).toBe(200);
  await client.post('/_local/keys/rotate');
  await client.balance('224622000631', await client.token({ sub: 'spends-the-request' }));
  await client.post('/_local/keys/rotate');

  const fresh = await client.token({ sub: 'too-early' });
  const refused = await client.balance('224622000631', fresh);
  expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');

  // A new environment asks the issuer; a kept refusal would answer in its place.
  await client.post('/_local/functions/recycle');
  expect((await client.balance('224622000631', fresh)).status).toBe(200);
});
