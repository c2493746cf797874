import { accountEvent } from '../support/account-event.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();

test('with the SMS provider down the account opens, and the SMS comes once the provider is back', async () => {
  const { client } = story;
  await client.faults({ sms: 'fail' });
  const token = await client.token();

  await client.balance('224622000301', token);
  await client.until(async () => (await client.outbox()).emails.length === 1);
  const open = await client.until(async () => {
    const { body } = await client.balance('224622000301', token);
    return body.code === 'ACCOUNT_FOUND' && body;
  });
  expect(open.data?.balance).toBe('1000');
  expect((await client.outbox()).sms).toHaveLength(0);

  await client.faults({});
  await client.untilWelcomed('224622000301');
  await client.untilDrained();
  const { sms, emails } = await client.outbox();
  expect(sms.map(({ to }) => to)).toEqual([['224622000301']]);
  expect(emails).toHaveLength(1);
});

test('with the table down the caller is told so, and nothing is queued', async () => {
  const { client } = story;
  await client.faults({ dynamodb: 'fail' });

  const answer = await client.balance('224622000311', await client.token());

  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(answer.body).toMatchObject({ type: 'about:blank', status: 503, code: 'UNAVAILABLE' });
  await client.faults({});
  const { accounts } = await client.untilDrained();
  expect(accounts.filter(({ msisdn }) => msisdn === '224622000311')).toHaveLength(0);
});

test('with the queue down the caller is told so, and may ask again', async () => {
  const { client } = story;
  const token = await client.token();
  await client.faults({ sqs: 'fail' });
  expect(await client.balance('224622000321', token)).toMatchObject({
    status: 503,
    body: { code: 'UNAVAILABLE' },
  });

  await client.faults({});
  expect(await client.balance('224622000321', token)).toMatchObject({
    status: 200,
    body: { code: 'ACCOUNT_BEING_OPENED' },
  });
  await client.untilWelcomed('224622000321');
});

test('a malformed record in a batch of ten harms no other record and ends in the dead letters', async () => {
  const { client } = story;
  const numbers = Array.from({ length: 9 }, (_, index) => `22466200040${index}`);
  const malformed = '{"specversion":"1.0","type":"somebody.else"}';

  await client.send(
    ...numbers.slice(0, 4).map((n) => accountEvent(n)),
    malformed,
    ...numbers.slice(4).map((n) => accountEvent(n)),
  );
  for (const number of numbers) await client.untilWelcomed(number);
  const { deadLetters } = await client.until(async () => {
    const state = await client.untilDrained();
    return state.deadLetters.length > 0 && state;
  });

  expect(deadLetters).toHaveLength(1);
  expect(deadLetters[0]).toMatchObject({
    body: malformed,
    attributes: { 'failure-reason': 'type-not-ours', 'original-message-id': expect.any(String) },
  });
});
