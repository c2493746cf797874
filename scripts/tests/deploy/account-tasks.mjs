// task account:dev on the deployed table: each action, what it refuses, what it logs, and what is left of a closed account.
import { equal, excludes, includes, test } from './checks.mjs';

const TABLE = 'fintech-solution-dev-accounts';
const LOG_GROUP = '/aws/lambda/fintech-solution-dev-init-user-account';
const NUMBER = '224622000961';
const MASKED = '224*******61';
const OPENED = {
  msisdn: { S: NUMBER },
  balance: { N: '1000' },
  openingBalance: { N: '1000' },
  currency: { S: 'GNF' },
  status: { S: 'ACTIVE' },
  createdAt: { S: '2025-11-25T02:52:00.000Z' },
  openedBy: { S: 'event-1' },
  version: { N: '1' },
  welcome: { M: { sms: { M: { state: { S: 'sent' } } } } },
  nickname: { S: 'somebody' },
};

export async function accountTasks({ succeeds, fails, json, aws }) {
  const put = (item) => aws('dynamodb', 'put-item', '--table-name', TABLE, '--item', JSON.stringify(item));
  const key = JSON.stringify({ msisdn: { S: NUMBER } });
  const stored = () => json('dynamodb', 'get-item', '--table-name', TABLE, '--key', key).Item;
  const account = (...words) => ['account:dev', '--', ...words];

  await test('task account:dev without a number, with a wrong action, or with what is not a number says so', async () => {
    includes((await fails(...account('block'))).output, 'block|unblock|close|reopen');
    includes((await fails(...account('delete', NUMBER))).output, 'block|unblock|close|reopen');
    includes((await fails(...account('block', '224302000001'))).output, 'not a subscriber number');
  });
  await test('task account:dev of a number without an account makes none', async () => {
    includes((await fails(...account('block', NUMBER))).output, MASKED, 'There is no account');
    equal(stored(), undefined);
  });
  put(OPENED);
  await test('task account:dev -- block, in any spelling of the number, changes the status alone', async () => {
    const { output } = await succeeds(...account('block', '+224', '622', '00', '09', '61'));
    includes(output, `${MASKED} is blocked`);
    excludes(output, NUMBER);
    equal(stored(), { ...OPENED, status: { S: 'BLOCKED' } });
    includes((await succeeds(...account('block', NUMBER))).output, 'blocked already');
  });
  await test('task account:dev -- close refuses an account that is not empty', async () => {
    includes((await fails(...account('close', NUMBER))).output, 'balance is not zero', 'Nothing was changed');
    equal(stored(), { ...OPENED, status: { S: 'BLOCKED' } });
  });
  await test('task account:dev -- unblock sets it free again, and reopen does not fit it', async () => {
    includes((await succeeds(...account('unblock', NUMBER))).output, `${MASKED} is unblocked`);
    includes((await succeeds(...account('reopen', NUMBER, '--same-holder'))).output, 'already');
    equal(stored(), OPENED);
  });
  const empty = { ...OPENED, balance: { N: '0' } };
  put(empty);
  const { welcome: _welcome, nickname: _nickname, ...kept } = empty;
  await test('task account:dev -- close keeps the key and the records, and nothing personal beside them', async () => {
    includes((await succeeds(...account('close', NUMBER))).output, `${MASKED} is closed`);
    equal(sorted(stored()), sorted({ ...kept, status: { S: 'CLOSED' } }));
    includes((await fails(...account('unblock', NUMBER))).output, 'The account is CLOSED');
  });
  await test('task account:dev -- reopen wants to know that the holder is the same', async () => {
    const { output } = await fails(...account('reopen', NUMBER));
    includes(
      output,
      'Nothing was changed',
      '--same-holder',
      'never for a number that was given to somebody else',
    );
    equal(stored().status, { S: 'CLOSED' });
    await succeeds(...account('reopen', NUMBER, '--same-holder'));
    equal(sorted(stored()), sorted(kept));
  });
  await test('every change is in the log with its operator, and with the masked number only', () => {
    const { events } = json('logs', 'filter-log-events', '--log-group-name', LOG_GROUP);
    const lines = events.map(({ message }) => message).filter((message) => message.includes('operators'));
    const done = lines
      .map((line) => JSON.parse(line))
      .filter(({ message }) => / by an operator$/.test(message));
    equal(
      done.map(({ action, msisdn }) => [action, msisdn]),
      ['block', 'unblock', 'close', 'reopen'].map((action) => [action, MASKED]),
    );
    for (const { operator, timestamp } of done) {
      includes(operator, 'arn:aws:');
      if (Number.isNaN(Date.parse(timestamp))) throw new Error(`no time: ${timestamp}`);
    }
    excludes(lines.join('\n'), NUMBER);
  });
  aws('dynamodb', 'delete-item', '--table-name', TABLE, '--key', key);
}

const sorted = (item) => Object.entries(item).sort(([one], [other]) => one.localeCompare(other));
