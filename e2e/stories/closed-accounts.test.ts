import { accountEvent } from '../support/account-event.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();

test('a closed account stays closed, for every caller and for all that comes back to the queue', async () => {
  const { client } = story;
  const number = '224622000151';
  const event = accountEvent(number);
  await client.send(event);
  await client.untilWelcomed(number);
  await client.credit(number, -1_000);
  await client.operate('close', number);

  const { status, body } = await client.balance(number, await client.token());
  expect({ status, body }).toEqual({
    status: 200,
    body: { code: 'ACCOUNT_CLOSED', message: 'Le compte de ce numéro est fermé.' },
  });
  expect((await client.state()).queue).toEqual({ visible: 0, inFlight: 0, delayed: 0 });

  await client.send(event, accountEvent(number));
  await client.untilDrained();

  const { accounts, deadLetters } = await client.state();
  const account = accounts.find(({ msisdn }) => msisdn === number);
  expect(account).toMatchObject({ status: 'CLOSED', balance: '0', openingBalance: '1000' });
  expect(account).not.toHaveProperty('welcome');
  expect(deadLetters).toEqual([]);
  expect((await client.outbox()).sms.filter(({ to }) => to.includes(number))).toHaveLength(1);
});

test('the holder of a blocked account still sees its balance', async () => {
  const { client } = story;
  await client.send(accountEvent('224622000152'));
  await client.untilWelcomed('224622000152');
  await client.operate('block', '224622000152');

  const { body } = await client.balance('224622000152', await client.token());
  expect(body).toMatchObject({ code: 'ACCOUNT_FOUND', data: { balance: '1000' } });
});
