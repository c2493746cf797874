import { tellStory } from '../support/story.ts';

const story = tellStory();

test('an unknown number is answered at once, its account is opened and its holder is told', async () => {
  const { client } = story;
  const token = await client.token();

  const first = await client.balance('224622000001', token);
  expect(first.status).toBe(200);
  expect(first.body.code).toBe('ACCOUNT_BEING_OPENED');
  await client.untilWelcomed('224622000001');

  const second = await client.balance('224622000001', token);
  expect(second.status).toBe(200);
  expect(second.body).toEqual({
    message: expect.any(String),
    code: 'ACCOUNT_FOUND',
    data: { msisdn: '224622000001', balance: '1000', currency: 'GNF' },
  });
  const { sms, emails } = await client.outbox();
  expect(sms.map(({ to }) => to)).toEqual([['224622000001']]);
  expect(sms[0]?.message).toContain('1000 GNF');
  expect(emails).toHaveLength(1);
  expect(emails[0]?.subject).toContain('224*******01');
  expect(JSON.stringify(emails)).not.toContain('224622000001');
});

test('two numbers are read with one token', async () => {
  const { client } = story;
  const token = await client.token();
  const numbers = ['224622000011', '224655000012'];

  const codes = await Promise.all(
    numbers.map(async (number) => (await client.balance(number, token)).body.code),
  );
  expect(codes).toEqual(['ACCOUNT_BEING_OPENED', 'ACCOUNT_BEING_OPENED']);
  for (const number of numbers) {
    await client.untilWelcomed(number);
    expect((await client.balance(number, token)).body.data?.msisdn).toBe(number);
  }
});

test('thirty polls open one account and send one SMS', async () => {
  const { client } = story;
  const token = await client.token();

  const polls = await Promise.all(Array.from({ length: 30 }, () => client.balance('224622000021', token)));
  expect(polls.map(({ status }) => status)).toEqual(polls.map(() => 200));
  await client.untilWelcomed('224622000021');
  await client.untilDrained();

  const accounts = (await client.state()).accounts.filter(({ msisdn }) => msisdn === '224622000021');
  expect(accounts).toHaveLength(1);
  expect(accounts[0]).toMatchObject({
    balance: '1000',
    openingBalance: '1000',
    currency: 'GNF',
    status: 'ACTIVE',
  });
  const { sms } = await client.outbox();
  expect(sms.filter(({ to }) => to.includes('224622000021'))).toHaveLength(1);
});

test('a number spelled nine ways is one account', async () => {
  const { client } = story;
  const token = await client.token();
  const spellings = [
    '224622000031',
    '622000031',
    '+224622000031',
    '%2B224622000031',
    '00224622000031',
    '224-622-00-00-31',
    '622%2000%2000%2031',
    '622.00.00.31',
    '+224%20622%20000%20031',
  ];

  for (const spelling of spellings) expect((await client.balance(spelling, token)).status).toBe(200);
  await client.untilWelcomed('224622000031');
  await client.untilDrained();

  for (const spelling of spellings) {
    expect((await client.balance(spelling, token)).body.data?.msisdn).toBe('224622000031');
  }
  const { accounts } = await client.state();
  expect(accounts.filter(({ msisdn }) => String(msisdn).includes('622000031'))).toHaveLength(1);
});
