// The documented recipe "An hour of both tables is lost" (docs/operations.md): two restored tables, the accounts of an earlier
// moment, are repaired before any function uses them.
import { equal, excludes, includes, test } from './checks.mjs';

const SOURCES = { accounts: 'drill-accounts', ledger: 'drill-ledger' };
const NAMES = { accounts: 'drill-accounts-restored', ledger: 'drill-ledger-restored' };
const WORDS = ['--accounts-table', NAMES.accounts, '--ledger-table', NAMES.ledger];
const LOG_GROUP = '/aws/lambda/fintech-solution-dev-process-transaction';
const NUMBER = '224622000971';
const REFERENCE = '0b8f6d0a-5d6e-5c1f-9a77-7a1f6b3a2c11';
const AT = '2026-11-01T09:00:00.000Z';

const OPENED = {
  msisdn: { S: NUMBER },
  balance: { N: '1000' },
  openingBalance: { N: '1000' },
  currency: { S: 'GNF' },
  status: { S: 'ACTIVE' },
  createdAt: { S: '2026-11-01T08:00:00.000Z' },
  openedBy: { S: 'event-1' },
  version: { N: '1' },
};
/** Completed, and neither of its legs is there. */
const DEPOSIT = {
  pk: { S: `TX#${REFERENCE}` },
  sk: { S: 'TX' },
  type: { S: 'deposit' },
  amount: { N: '400' },
  currency: { S: 'GNF' },
  debit: { S: 'SYS#CASH' },
  credit: { S: NUMBER },
  fingerprint: { S: 'f1:0' },
  requestedBy: { S: 'client-1' },
  clientCorrelationId: { S: '0b5f1c9e-52a4-4f3c-9d62-000000000001' },
  correlationId: { S: 'call-1' },
  createdAt: { S: AT },
  expiresAt: { N: '1793527200' },
  status: { S: 'completed' },
  finalAt: { S: AT },
  creditSequence: { N: '2' },
  creditNonce: { S: '0'.repeat(32) },
  reversible: { N: '400' },
};

export async function repairRestoredLedger({ succeeds, fails, json, aws }) {
  const key = JSON.stringify({ msisdn: { S: NUMBER } });
  const stored = () => json('dynamodb', 'get-item', '--table-name', NAMES.accounts, '--key', key).Item;
  makeTable(aws, SOURCES.accounts, OPENED, ['msisdn']);
  makeTable(aws, SOURCES.ledger, DEPOSIT, ['pk', 'sk']);
  for (const which of ['accounts', 'ledger']) restore(aws, SOURCES[which], NAMES[which]);

  await test('task ledger:repair says what two restored tables lack, and writes nothing', async () => {
    const { output } = await succeeds('ledger:repair', '--', ...WORDS);
    includes(output, `would be written: the cash leg of ${REFERENCE}`, '224*******71 movement 2');
    includes(output, '3 writes, 0 left to you', 'Nothing was written');
    excludes(output, NUMBER);
    equal(stored(), OPENED);
  });
  await test('with --apply it makes them whole, and a second run finds nothing', async () => {
    await succeeds('ledger:repair', '--', ...WORDS, '--apply');
    includes((await succeeds('ledger:repair', '--', ...WORDS)).output, 'Nothing to repair');
    const { balance, version, openedBy } = stored();
    equal(
      { balance, version, openedBy },
      { balance: { N: '1400' }, version: { N: '2' }, openedBy: OPENED.openedBy },
    );
    const { output } = await succeeds('cash:dev', '--', ...WORDS);
    includes(output, 'all balances): 1400 GNF', 'They agree.');
  });
  await test('who repaired what is in the log', () => {
    const { events } = json('logs', 'filter-log-events', '--log-group-name', LOG_GROUP);
    const lines = events.map(({ message }) => message).filter((message) => message.includes('"operators"'));
    includes(lines.join('\n'), 'Ledger repaired by an operator', 'arn:aws:', NAMES.ledger, '"writes":3');
  });
  await test('task cash:dev fails where balances and cash differ', async () => {
    const lost = JSON.stringify({ ...OPENED, balance: { N: '1399' } });
    aws('dynamodb', 'put-item', '--table-name', NAMES.accounts, '--item', lost);
    includes((await fails('cash:dev', '--', ...WORDS)).output, 'DIFFER by -1 GNF');
  });
  for (const name of [...Object.values(NAMES), ...Object.values(SOURCES)])
    aws('dynamodb', 'delete-table', '--table-name', name);
}

function makeTable(aws, name, item, [hash, range]) {
  const keys = [[hash, 'HASH'], ...(range === undefined ? [] : [[range, 'RANGE']])];
  aws(
    ...['dynamodb', 'create-table', '--table-name', name, '--billing-mode', 'PAY_PER_REQUEST'],
    ...['--attribute-definitions', ...keys.map(([key]) => `AttributeName=${key},AttributeType=S`)],
    ...['--key-schema', ...keys.map(([key, type]) => `AttributeName=${key},KeyType=${type}`)],
  );
  aws(
    ...['dynamodb', 'update-continuous-backups', '--table-name', name],
    ...['--point-in-time-recovery-specification', 'PointInTimeRecoveryEnabled=true'],
  );
  aws('dynamodb', 'put-item', '--table-name', name, '--item', JSON.stringify(item));
}

function restore(aws, source, target) {
  aws(
    ...['dynamodb', 'restore-table-to-point-in-time'],
    ...['--source-table-name', source, '--target-table-name', target, '--use-latest-restorable-time'],
  );
  aws('dynamodb', 'wait', 'table-exists', '--table-name', target);
}
