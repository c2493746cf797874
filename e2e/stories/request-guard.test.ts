import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Health } from '../support/running-stack.ts';
import { tellStory } from '../support/story.ts';

// Whether the store answers within the 50 ms that a request waits is up to the machine. What must hold either way is told here;
// what it saves when it is quick, in the tests of guarded-app.ts.
const MARK_MS = 60_000;
// A story asks as fast as the stack answers, so the limit is out of its reach.
const story = tellStory({ ENABLE_REQUEST_GUARD: 'ON', ENQUIRIES_PER_MINUTE_PER_CALLER: '1000000' });

/** Says one command to the guard's store, as somebody who has broken into it. */
async function sayToStore(...words: readonly string[]): Promise<void> {
  const { requestGuard } = story.stack.health as Health & {
    readonly requestGuard: { readonly host: string; readonly port: number };
  };
  const socket = connect(requestGuard);
  const answered = new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
  socket.write(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
  await answered;
  socket.destroy();
}

/** A mark of a request that was never made; it stands for two more seconds. */
const forgeMark = (number: string) =>
  sayToStore(
    'SET',
    `guard:pending:${createHash('sha256').update(number).digest('hex')}`,
    String(Date.now() - MARK_MS + 2_000),
  );

/** How often each function has run so far, as the stack reports it. */
function runs(functionName: string): number {
  const reports = story.stack
    .output()
    .split('\n')
    .filter((line) => line.includes('"type":"report"'));
  return reports.filter((line) => line.includes(`"functionName":"${functionName}"`)).length;
}

/** Asks until the number's account is told; what it was told before is that the account is being opened, and nothing else. */
async function untilTold(number: string, token: string): Promise<string | undefined> {
  const { client } = story;
  const { body } = await client.until(async () => {
    const answer = await client.balance(number, token);
    expect([answer.status, answer.body.code]).toEqual([
      200,
      expect.stringMatching(/^ACCOUNT_(FOUND|BEING_OPENED)$/) as string,
    ]);
    return answer.body.code === 'ACCOUNT_FOUND' && answer;
  });
  return body.data?.balance;
}

test('a malformed token runs no function', async () => {
  const { client } = story;
  const before = [runs('authorizer'), runs('get-account-info')];

  for (const token of ['x', 'a.b', `${'a'.repeat(20)}.${'b'.repeat(20)}.c!`])
    expect((await client.balance('224622000901', token)).status).toBe(401);

  await client.balance('224622000901', await client.token());
  await client.until(async () => runs('get-account-info') > (before[1] as number));
  expect([runs('authorizer'), runs('get-account-info')]).toEqual(before.map((count) => count + 1));
});

test.each([
  ['is down', '224622000911', { valkey: 'fail' }],
  ['is silent', '224622000912', { valkey: 'timeout' }],
  ['is late', '224622000913', { valkey: 'slow' }],
  ['forgets everything', '224622000914', { valkey: 'flush' }],
])('a store that %s changes no balance and loses no account', async (_, number, faults) => {
  const { client } = story;
  const token = await client.token({ sub: `reader of ${number}` });
  // A copy of the function that does not remember an earlier failure asks the store.
  await client.post('/_local/functions/recycle');
  await untilTold('224622000901', token);
  const before = await client.injected();

  await client.faults(faults);

  expect(await untilTold('224622000901', token)).toBe('1000');
  expect(await untilTold(number, token)).toBe('1000');
  const met = Object.entries(await client.injected()).filter(([site, count]) => count !== before[site]);
  expect(met.map(([site]) => site)).toContainEqual(
    expect.stringMatching(/^(fail|timeout|slow|flush):valkey\./),
  );
});

test('a store that believes that a number is asked for keeps nothing but the time of one mark from its account', async () => {
  const { client } = story;
  await client.post('/_local/functions/recycle');
  await forgeMark('224622000915');

  expect(await untilTold('224622000915', await client.token())).toBe('1000');
});

test('in the end every account was opened once, as if there were no guard', async () => {
  const { client } = story;
  const { deadLetters, accounts } = await client.untilDrained();

  expect(deadLetters).toEqual([]);
  for (const account of accounts)
    expect(account).toMatchObject({ balance: '1000', openingBalance: '1000', version: 1 });
  expect(accounts.map(({ msisdn }) => String(msisdn)).sort()).toEqual(
    ['01', '11', '12', '13', '14', '15'].map((end) => `2246220009${end}`),
  );
  expect((await client.audit()).findings).toEqual([]);
});
