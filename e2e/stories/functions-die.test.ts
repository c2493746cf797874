import { spawnSync } from 'node:child_process';
import { accountEvent } from '../support/account-event.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();
const NUMBERS = Array.from({ length: 20 }, (_, index) => `2246220007${String(index).padStart(2, '0')}`);
const MORE_NUMBERS = NUMBERS.map((number) => number.replace('2246220007', '2246220008'));

/** The processes that the stack's functions run in right now, as the system sees them. */
function functionProcesses(stackPid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout.trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, parent]) => (parent === stackPid && pid !== undefined ? [pid] : []));
}

/** Ends a process at once; one that ended by itself meanwhile is dead too. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function expectEveryAccountOnce(numbers: readonly string[]): Promise<void> {
  const { client } = story;
  for (const number of numbers) await client.untilWelcomed(number);
  const { accounts, deadLetters } = await client.untilDrained();
  const opened = accounts.filter(({ msisdn }) => numbers.includes(String(msisdn)));
  expect(opened).toHaveLength(numbers.length);
  for (const account of opened) expect(account).toMatchObject({ balance: '1000', openingBalance: '1000' });
  expect(deadLetters).toEqual([]);
}

test('kill -9 of functions at any moment loses no event and doubles no money', async () => {
  const { client, stack } = story;
  const token = await client.token();
  const killed = new Set<number>();
  // The moments of death are those at which the stack reports that something happened.
  const dying = client.until(async () => {
    for (const victim of functionProcesses(stack.process.pid ?? 0)) {
      if (killed.size < 8) kill(victim);
      killed.add(victim);
    }
    return killed.size >= 8;
  });

  const polls = await Promise.all(NUMBERS.slice(0, 10).map((number) => client.balance(number, token)));
  await client.send(...NUMBERS.slice(10).map((number) => accountEvent(number)));
  await dying;

  // A caller whose function died is told so, and asks again.
  for (const { status } of polls) expect([200, 500, 502]).toContain(status);
  for (const number of NUMBERS.slice(0, 10)) {
    await client.until(async () => (await client.balance(number, token)).status === 200);
  }
  await expectEveryAccountOnce(NUMBERS);
});

test('functions that die after one write in three open every account once and welcome everybody', async () => {
  const { client } = story;
  await client.faults({ seed: 11, crash: 0.34 });
  await client.send(...MORE_NUMBERS.slice(0, 10).map((number) => accountEvent(number)));
  await client.send(...MORE_NUMBERS.slice(10).map((number) => accountEvent(number)));
  await client.until(async () => {
    const { accounts } = await client.state();
    return MORE_NUMBERS.every((number) => accounts.some(({ msisdn }) => msisdn === number));
  });

  await client.faults({});
  await expectEveryAccountOnce(MORE_NUMBERS);
  const { sms } = await client.outbox();
  for (const number of MORE_NUMBERS) {
    expect(sms.filter(({ to }) => to.includes(number)).length).toBeGreaterThanOrEqual(1);
  }
});
