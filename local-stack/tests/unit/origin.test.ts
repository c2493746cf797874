import { type Origin, routeFor, startOrigin } from '../../src/stack/origin.ts';

describe('routeFor', () => {
  const routes = [{ prefix: '/dev' }, { prefix: '/_local/nimba/v1/messages' }, { prefix: '/_local' }];

  it.each([
    ['/dev', '/dev'],
    ['/dev/', '/dev'],
    ['/dev/get-account-info/msisdn/622000001', '/dev'],
    ['/_local/nimba/v1/messages', '/_local/nimba/v1/messages'],
    ['/_local/', '/_local'],
    ['/device', undefined],
    ['/', undefined],
    ['/Dev/x', undefined],
  ])('sends %s to %s', (path, prefix) => {
    expect(routeFor(routes, path)?.prefix).toBe(prefix);
  });
});

describe('startOrigin', () => {
  let origin: Origin;

  beforeEach(async () => {
    origin = await startOrigin(0);
  });

  afterEach(() => origin.stop());

  it('asks for patience until it may serve', async () => {
    const response = await fetch(`${origin.url}/dev/x`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('has a problem for a path without a route', async () => {
    origin.serve([]);
    const response = await fetch(`${origin.url}/favicon.ico`);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('hands the undecoded path without its query to its route', async () => {
    const paths: string[] = [];
    origin.serve([
      {
        prefix: '/dev',
        handle: async (_request, response, path) => {
          paths.push(path);
          response.end();
        },
      },
    ]);
    await fetch(`${origin.url}/dev/%2B224?a=b`);
    expect(paths).toEqual(['/dev/%2B224']);
  });

  it('tells nothing of an error inside', async () => {
    origin.serve([{ prefix: '/x', handle: async () => Promise.reject(new Error('secret detail')) }]);
    const response = await fetch(`${origin.url}/x`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('listens on the loopback interface only', () => {
    expect(origin.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('stops while a client waits for an answer', async () => {
    let held: () => void;
    const holding = new Promise<void>((resolve) => (held = resolve));
    origin.serve([
      {
        prefix: '/x',
        handle: () => {
          held();
          return new Promise(() => undefined);
        },
      },
    ]);
    const answer = expect(fetch(`${origin.url}/x`)).rejects.toThrow();
    await holding;
    await origin.stop();
    await answer;
    origin = await startOrigin(0);
  });

  it('refuses a port that is taken', async () => {
    await expect(startOrigin(Number(new URL(origin.url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
