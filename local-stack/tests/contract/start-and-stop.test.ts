import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Ended, run, start, type StartedStack } from './started-stack.ts';

jest.setTimeout(60_000);

type Chance = 'duplicate' | 'reorder' | 'crash' | 'transactionConflict';

/** Waits until the stack's stream of events tells of this message. */
async function eventOf(body: ReadableStream<Uint8Array>, what: string): Promise<void> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.includes(`"what":"${what}"`)) return;
  }
}

describe('npm start', () => {
  it('says ready, then gives a token and lines that work as they are', async () => {
    const stack = await start();
    try {
      const printed = stack.output();
      const curl = /curl -s -H "Authorization: (Bearer [^"]+)" (\S+)/.exec(printed);
      const response = await fetch(curl![2]!, { headers: { authorization: curl![1]! } });
      expect(await response.json()).toMatchObject({ code: 'ACCOUNT_BEING_OPENED' });
      expect(printed.match(/^ready /gm)).toHaveLength(1);
      expect(printed).not.toMatch(/warning/i);
    } finally {
      await stack.stop('SIGTERM');
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s, children and all', async (signal) => {
    const stack = await start();
    const token = await (await fetch(`${stack.origin}/_local/token`)).text();
    await fetch(`${stack.health['base']}/get-account-info/msisdn/224622000001`, {
      headers: { authorization: `Bearer ${token}` },
    });
    // Output closes when the last process that holds it has ended, so `stop` waits for the children too.
    expect(await stack.stop(signal)).toBe(0);
    await expect(fetch(`${stack.origin}/_local/health`)).rejects.toThrow();
  });

  it('says what to type when a port is taken, and leaves nothing running', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const taken = String((holder.address() as AddressInfo).port);
    try {
      for (const environment of [{ PORT: taken }, { AWS_PORT: taken }]) {
        expect(await run(environment)).toEqual({
          code: 1,
          output: `Port ${taken} is taken. Type: PORT=0 AWS_PORT=0 npm start (0 takes free ports; any two numbers do).`,
        });
      }
    } finally {
      holder.close();
    }
  });

  it('says what is wrong with a setting', async () => {
    expect(await run({ LOCAL_SPEED: 'fast' })).toEqual({
      code: 1,
      output: 'LOCAL_SPEED must be a number above 0, such as 1 or 30.',
    });
  });

  it('says what a function says about a setting that it refuses', async () => {
    const { code, output } = (await run({ OPENING_BALANCE: 'plenty' })) as Ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^init-user-account: .*OPENING_BALANCE/);
    expect(output).not.toContain('    at ');
  });

  it('gives functions the settings of its own environment', async () => {
    const stack = await start({ OPENING_BALANCE: '2500', LOCAL_SPEED: '60' });
    try {
      const token = await (await fetch(`${stack.origin}/_local/token`)).text();
      const headers = { authorization: `Bearer ${token}` };
      const url = `${stack.health['base']}/get-account-info/msisdn/224622000001`;
      const opened = fetch(`${stack.origin}/_local/events`).then(({ body }) => eventOf(body!, 'sms'));
      await fetch(url, { headers });
      await opened;
      expect(await (await fetch(url, { headers })).json()).toMatchObject({ data: { balance: '2500' } });
    } finally {
      await stack.stop('SIGTERM');
    }
  });

  it('keeps standard output JSON for machines', async () => {
    const stack = await start({}, ['--json']);
    let printed = '';
    stack.process.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const token = await (await fetch(`${stack.origin}/_local/token`)).text();
    await fetch(`${stack.health['base']}/get-account-info/msisdn/12`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await stack.stop('SIGTERM');
    const documents = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(documents.map(({ type }) => type)).toContain('request');
  });

  it('starts a mix of faults from a seed', async () => {
    const stack = await start({}, ['--chaos=42']);
    try {
      const response = await fetch(`${stack.origin}/_local/faults`);
      const faults = (await response.json()) as Record<Chance, number>;
      expect(faults).toMatchObject({ seed: 42, sms: 'ok' });
      expect(faults.duplicate * faults.reorder * faults.crash * faults.transactionConflict).toBeGreaterThan(
        0,
      );
    } finally {
      await stack.stop('SIGTERM');
    }
  });
});

describe('the running stack', () => {
  let stack: StartedStack;

  beforeAll(async () => {
    stack = await start();
  });

  afterAll(() => stack.stop('SIGTERM'));

  const elsewhere = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);

  (elsewhere === undefined ? it.skip : it)('cannot be reached from another machine', async () => {
    for (const url of [stack.origin, stack.health['awsEndpoint']!])
      await expect(fetch(`http://${elsewhere!.address}:${new URL(url).port}`)).rejects.toThrow();
  });

  it('has a problem for a path outside the API', async () => {
    const response = await fetch(`${stack.origin}/other`);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
