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

test('after a rotation tokens of the old and of the new key are good', async () => {
  const { client } = story;
  const old = await client.token({ sub: 'before-rotation' });
  await client.post('/_local/keys/rotate');
  // A new environment reads the keys anew; a running one looks at most every 30 s.
  await client.post('/_local/functions/recycle');

  const fresh = await client.token({ sub: 'after-rotation' });
  expect((await client.balance('224622000621', old)).status).toBe(200);
  expect((await client.balance('224622000621', fresh)).status).toBe(200);
});
