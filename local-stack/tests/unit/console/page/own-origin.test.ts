import { foreignRequest, ownRequestsOnly } from '../../../../src/console/page/own-origin.ts';

const ORIGIN = 'http://127.0.0.1:3000';

function judge(method: string, headers: { host?: string; origin?: string }): string | undefined {
  return foreignRequest({ method, headers }, ORIGIN);
}

describe('whose requests the console serves', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000'])('serves who calls it %s', (host) => {
    expect(judge('GET', { host })).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1',
    'localhost:3001',
    '127.0.0.1:3000.evil.example',
    '',
  ])('refuses who calls it "%s", even to read: a name can be made to point here', (host) => {
    expect(judge('GET', { host })).toContain('127.0.0.1:3000');
  });

  it('refuses who calls it nothing', () => {
    expect(judge('GET', {})).toBeDefined();
  });

  it.each(['PUT', 'POST', 'DELETE', 'PATCH'])('lets its own page and programs %s', (method) => {
    const host = '127.0.0.1:3000';
    expect(judge(method, { host })).toBeUndefined();
    expect(judge(method, { host, origin: 'http://127.0.0.1:3000' })).toBeUndefined();
    expect(judge(method, { host, origin: 'http://localhost:3000' })).toBeUndefined();
  });

  it.each(['https://evil.example', 'http://localhost:5173', 'https://127.0.0.1:3000', 'null', ''])(
    'lets no other site change anything: "%s"',
    (origin) => {
      expect(judge('DELETE', { host: '127.0.0.1:3000', origin })).toBeDefined();
    },
  );

  it('lets another site’s request read, because the browser keeps the answer from it', () => {
    expect(judge('GET', { host: '127.0.0.1:3000', origin: 'https://evil.example' })).toBeUndefined();
    expect(judge('HEAD', { host: '127.0.0.1:3000', origin: 'https://evil.example' })).toBeUndefined();
  });
});

describe('a guarded part of the origin', () => {
  async function setup(host: string) {
    const handled: string[] = [];
    const answers: unknown[] = [];
    const handle = ownRequestsOnly(ORIGIN)(async (_request, _response, path) => void handled.push(path));
    const response = { writeHead: (status: number) => answers.push(status), end: () => undefined };
    await handle({ method: 'GET', headers: { host } } as never, response as never, '/_local/state');
    return { handled, answers };
  }

  it('hands on what is its own', async () => {
    expect(await setup('127.0.0.1:3000')).toEqual({ handled: ['/_local/state'], answers: [] });
  });

  it('answers a foreign request itself', async () => {
    expect(await setup('evil.example')).toEqual({ handled: [], answers: [403] });
  });
});
