import { randomUUID } from 'node:crypto';
import { tellStory } from '../support/story.ts';

const story = tellStory();
const SHOP = 'shop-1';
const SCOPES = 'transactions:deposit transactions:cash transactions:transfer transactions:debit-any';
/** What must not stand in any log: a client may put a secret into its URL. */
const QUERY = 'order=top-secret';

interface Callback {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly verified: boolean;
}

async function callbacks(): Promise<readonly Callback[]> {
  return (await fetch(`${story.stack.origin}/_local/callbacks`)).json() as Promise<Callback[]>;
}

/** Opens an account, which begins with 1,000 francs. */
async function open(msisdn: string): Promise<string> {
  await story.client.balance(msisdn, await story.client.token());
  await story.client.untilWelcomed(msisdn);
  return msisdn;
}

/** Asks for a transfer as a shop does. */
async function transfer(from: string, to: string, amount: string, callbackUrl: string) {
  const key = randomUUID();
  const response = await fetch(`${story.stack.health.base}/transactions/type/transfer`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await story.client.token({ sub: SHOP, scope: SCOPES })}`,
      'Content-Type': 'application/json',
      'X-CorrelationID': key,
      'X-Callback-URL': callbackUrl,
    },
    body: JSON.stringify({
      amount,
      currency: 'GNF',
      debitParty: [{ key: 'msisdn', value: from }],
      creditParty: [{ key: 'msisdn', value: to }],
    }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, key, reference: String(body['serverCorrelationId']) };
}

const target = (name: string): string => `${story.stack.origin}/_local/callback/${name}?${QUERY}`;

/** Waits until the callback of a transaction arrived. */
async function arrived(reference: string): Promise<Callback> {
  return story.client.until(async () =>
    (await callbacks()).find(({ headers }) => headers['webhook-id'] === reference),
  );
}

describe('a shop that asks to be called back', () => {
  let payer: string;
  let payee: string;
  beforeAll(async () => {
    payer = await open('224622000101');
    payee = await open('224622000102');
  });

  it('learns that its transaction completed, in its own words and signed for it alone', async () => {
    const accepted = await transfer(payer, payee, '250', target('completed'));
    expect(accepted).toMatchObject({ status: 202, body: { notificationMethod: 'callback' } });

    const { body, ...callback } = await arrived(accepted.reference);

    expect(callback).toMatchObject({
      method: 'PUT',
      path: `/_local/callback/completed?${QUERY}`,
      verified: true,
    });
    expect(callback.headers).toMatchObject({
      'x-correlationid': accepted.key,
      'content-type': 'application/json',
    });
    expect(JSON.parse(body)).toMatchObject({
      transactionReference: accepted.reference,
      transactionStatus: 'completed',
      amount: '250',
      debitParty: [{ key: 'msisdn', value: `+${payer}` }],
    });
  });

  it('learns why its transaction failed', async () => {
    const accepted = await transfer(payer, payee, '999999', target('failed'));

    const { body, verified } = await arrived(accepted.reference);

    expect(verified).toBe(true);
    expect(JSON.parse(body)).toMatchObject({ errorCategory: 'businessRule', errorCode: 'insufficientFunds' });
  });

  it.each(['fail', 'redirect'])('is called again after its server answered with a %s', async (state) => {
    await story.client.faults({ callback: state });
    const accepted = await transfer(payer, payee, '1', target(`again-${state}`));
    await story.client.until(async () => (await story.client.injected())[`${state}:callback.Put`]);
    await story.client.faults({});

    const { path, verified } = await arrived(accepted.reference);

    expect([path, verified]).toEqual([`/_local/callback/again-${state}?${QUERY}`, true]);
  });

  it.each([
    ['a host that is not allowed', `https://evil.example/?${QUERY}`],
    ['plain http to another machine', `http://10.0.0.1/?${QUERY}`],
    ['the address of instance metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['another port', 'https://hooks.example:22/'],
  ])('is refused at once with %s, and nothing is accepted', async (_, url) => {
    expect(await transfer(payer, payee, '1', url)).toMatchObject({
      status: 400,
      body: { errorCategory: 'validation', errorCode: 'formatError' },
    });
  });

  it('finds its URL in no log', () => {
    expect(story.stack.output()).toContain('notify-parties');
    expect(story.stack.output()).not.toContain(QUERY);
  });
});

describe('the stack', () => {
  it('names the parameter of the signing secret, and shows what arrived in its state', async () => {
    expect(story.stack.health).toHaveProperty(
      'callbackSigningSecretParameter',
      '/fintech-solution/local/callback-signing-secret',
    );
    expect(await story.client.state()).toHaveProperty('callbacks', await callbacks());
    await fetch(`${story.stack.origin}/_local/callbacks`, { method: 'DELETE' });
    expect(await callbacks()).toEqual([]);
  });
});
