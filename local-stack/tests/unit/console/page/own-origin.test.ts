import { foreignRequest } from '../../../../src/console/page/own-origin.ts';

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
