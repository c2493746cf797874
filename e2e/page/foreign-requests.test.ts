import { request } from 'node:http';
import { tellStory } from '../support/story.ts';

const story = tellStory();

/** fetch would not let a test choose these headers. */
function statusOf(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(story.stack.origin);
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      // Some answers are endless streams.
      response.destroy();
      resolve(response.statusCode);
    });
    sent.once('error', reject).end();
  });
}

const READS = [
  '/_local/',
  '/_local/state',
  '/_local/allowance',
  '/_local/outbox',
  '/_local/token',
  '/_local/events',
  '/_local/page/main.js',
];
const CHANGES = [
  ['DELETE', '/_local/outbox'],
  ['PUT', '/_local/faults'],
  ['DELETE', '/_local/faults'],
  ['DELETE', '/_local/allowance'],
  ['POST', '/_local/functions/recycle'],
  ['POST', '/_local/dead-letters/redrive'],
  ['POST', '/_local/keys/rotate'],
  ['POST', '/_local/authorize'],
  ['POST', '/_local/nimba/v1/messages'],
  ['POST', '/oauth/token'],
] as const;

test.each(READS)('a name that was made to point here reads nothing at %s', async (path) => {
  expect(await statusOf('GET', path, { host: 'rebound.example' })).toBe(403);
  expect(await statusOf('GET', path, {})).toBe(200);
});

test.each(CHANGES)('another site changes nothing by %s %s', async (method, path) => {
  const { origin } = story.stack;
  const { host } = new URL(origin);
  expect(await statusOf(method, path, { host, origin: 'https://other.example' })).toBe(403);
  expect(await statusOf(method, path, { host: 'rebound.example' })).toBe(403);
  expect(await statusOf(method, path, { host, origin })).not.toBe(403);
});

test('functions, programs and both names of this machine are served', async () => {
  const { port } = new URL(story.stack.origin);
  expect(await statusOf('GET', '/_local/health', { host: `localhost:${port}` })).toBe(200);
  expect(
    await statusOf('DELETE', '/_local/outbox', {
      host: `localhost:${port}`,
      origin: `http://localhost:${port}`,
    }),
  ).toBe(200);
  expect(await statusOf('GET', '/.well-known/jwks.json', {})).toBe(200);
});
