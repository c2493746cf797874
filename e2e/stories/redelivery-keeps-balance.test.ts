import { accountEvent } from '../support/account-event.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();

test('a redelivered request keeps a balance that was changed in between', async () => {
  const { client } = story;
  const event = accountEvent('224622000101');
  await client.send(event);
  await client.untilWelcomed('224622000101');
  await client.credit('224622000101', 4_200);

  await client.send(event, event, accountEvent('224622000101'));
  await client.untilDrained();

  const { body } = await client.balance('224622000101', await client.token());
  expect(body.data?.balance).toBe('5200');
  const { sms } = await client.outbox();
  expect(sms.filter(({ to }) => to.includes('224622000101'))).toHaveLength(1);
});

test('a function that dies between opening and notifying still notifies once', async () => {
  const { client } = story;
  await client.faults({ next: [{ site: 'dynamodb.PutItem', action: 'crash' }] });

  await client.send(accountEvent('224622000111'));
  await client.untilWelcomed('224622000111');
  await client.untilDrained();

  const { sms, emails } = await client.outbox();
  expect(sms.filter(({ to }) => to.includes('224622000111'))).toHaveLength(1);
  expect(emails.filter(({ subject }) => subject.includes('224*******11'))).toHaveLength(1);
  expect((await client.state()).accounts.find(({ msisdn }) => msisdn === '224622000111')).toMatchObject({
    balance: '1000',
  });
});

test('a write that was applied but reported failed credits once', async () => {
  const { client } = story;
  await client.faults({ next: [{ site: 'dynamodb.PutItem', action: 'applied-then-fail' }] });

  await client.send(accountEvent('224622000121'));
  await client.untilWelcomed('224622000121');
  await client.untilDrained();

  expect((await client.balance('224622000121', await client.token())).body.data?.balance).toBe('1000');
  const { sms } = await client.outbox();
  expect(sms.filter(({ to }) => to.includes('224622000121'))).toHaveLength(1);
});

test('every message delivered twice and out of order changes nothing', async () => {
  const { client } = story;
  await client.faults({ seed: 7, duplicate: 1, reorder: 1 });
  const numbers = Array.from({ length: 10 }, (_, index) => `22466200020${index}`);

  await client.send(...numbers.map((number) => accountEvent(number)));
  for (const number of numbers) await client.untilWelcomed(number);
  await client.untilDrained();

  const { accounts } = await client.state();
  for (const number of numbers) {
    expect(accounts.filter(({ msisdn }) => msisdn === number)).toMatchObject([{ balance: '1000' }]);
  }
  const { sms } = await client.outbox();
  for (const number of numbers) expect(sms.filter(({ to }) => to.includes(number))).toHaveLength(1);
});
