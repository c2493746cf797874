import { type StatementEntry, verifyStatement } from '@fintech-solution/client/verify-statement';
import { createTeller, movement } from '../support/ledger.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();
const [PAYER, PAYEE] = ['224622007001', '224622007002'] as const;

test('a statement shows what moved, page by page, and a receipt that was kept proves it', async () => {
  const { client } = story;
  const teller = createTeller(story);
  const get = (path: string, token?: string) => teller.get(path, token === undefined ? {} : { token });
  const pay = async (amount: number): Promise<string> => {
    const body = { ...movement(amount, PAYER, PAYEE), descriptionText: `achat ${amount}` };
    return (await teller.settle('transfer', body)).objectReference;
  };
  await teller.open(PAYER, PAYEE);
  const references = [await pay(100), await pay(20), await pay(3)];
  const kept = String((await get(`/transactions/${references[1]}`)).body['transactionReceipt']);

  const list = `/accounts/msisdn/${PAYER}/statemententries`;
  const pages = [await get(`${list}?limit=3`), await get(`${list}?limit=3&offset=3`)];
  const entries = pages.flatMap(({ body }) => body as unknown as StatementEntry[]);
  expect(pages.map(({ headers }) => headers.get('x-records-returned-count'))).toEqual(['3', '1']);
  expect(entries.map(({ amount, displayType }) => [amount, displayType])).toEqual([
    ['3', 'transfert envoyé'],
    ['20', 'transfert envoyé'],
    ['100', 'transfert envoyé'],
    ['1000', 'ouverture du compte'],
  ]);

  expect(await verifyStatement(entries, [kept])).toEqual({ isIntact: true, proven: { from: 1, to: 3 } });
  const forged = entries.with(2, { ...(entries[2] as StatementEntry), amount: '101' });
  expect(await verifyStatement(forged, [kept])).toMatchObject({ fault: { kind: 'changed', sequence: 2 } });

  const transactions = (await get(`/accounts/msisdn/${PAYER}/transactions`)).body as unknown as Record<
    string,
    string
  >[];
  expect(transactions.map(({ transactionReference }) => transactionReference)).toEqual(
    references.toReversed(),
  );
  const payee = await client.token({ msisdn: PAYEE });
  expect((await get(`/statemententries/${references[2]}`, payee)).body).toMatchObject({
    displayType: 'transfert reçu',
  });
  const opening = encodeURIComponent(entries[3]?.transactionReference ?? '');
  expect((await get(`/statemententries/${opening}?msisdn=${PAYER}`)).body).toEqual(entries[3]);
  expect((await get(`/statemententries/${opening}?msisdn=${PAYEE}`)).status).toBe(404);
  expect((await get(list, payee)).status).toBe(403);
  expect((await get('/accounts/msisdn/224622007009/statemententries')).status).toBe(404);
  expect((await get(`${list}?offset=5`)).body).toMatchObject({ errorCode: 'invalidOffset' });
});
