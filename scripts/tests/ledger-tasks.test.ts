import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { Accounts } from '@fintech-solution/domain/ledger/posting-input';
import {
  type LedgerEngine,
  openedItem,
  startLedgerEngine,
  type TableItems,
  type TableNames,
} from '@fintech-solution/testing/ledger-engine';
import {
  ALICE,
  BOB,
  acceptedOf,
  countingNonces,
  keyOf,
  LIMITS,
  NOW,
} from '@fintech-solution/testing/ledger-samples';
import '@fintech-solution/testing/one-realm';

const ROOT = path.resolve(__dirname, '..', '..');
const OPERATOR = 'arn:aws:iam::123456789012:user/operator';
const PROCESSOR = 'fintech-solution-dev-process-transaction';

let engine: LedgerEngine;
let sound: TableItems;
let opened: TableItems;
let folder: string;

beforeAll(async () => {
  engine = await startLedgerEngine();
  opened = { accounts: [ALICE, BOB].map(openedItem), ledger: [] };
  sound = await postedTables();
});
afterAll(() => engine.stop());
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ledger-tasks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Alice has sent Bob 250 francs, and paid in 400. */
async function postedTables(): Promise<TableItems> {
  const names = await engine.restore(opened);
  const ledger = createDynamoDbLedger(engine.client, names);
  const newNonce = countingNonces();
  for (const transaction of [
    acceptedOf(),
    acceptedOf({
      ...{ clientCorrelationId: keyOf(2), type: 'deposit', debit: 'SYS#CASH', credit: ALICE, amount: 400n },
    }),
  ]) {
    await ledger.accept(transaction);
    const accounts = (await ledger.read([], [ALICE, BOB])).accounts as Accounts;
    const pending = { ...transaction, status: 'pending' } as const;
    const decision = decidePosting({ transaction: pending, accounts, limits: LIMITS, nowMs: NOW, newNonce });
    if (decision.kind !== 'post') throw new Error('A sample is posted');
    await ledger.commit(decision.writes);
  }
  return engine.backUp(names);
}

interface Run {
  readonly status: number;
  readonly output: string;
  /** Every call of the AWS command line. */
  readonly calls: readonly string[];
}

/** Runs a script of the operators against the engine; the AWS command line is a stub that knows these tables. */
function run(
  script: string,
  words: readonly string[],
  tables: TableNames,
  mapping = 'Disabled',
): Promise<Run> {
  const answers: Record<string, object> = {
    'sts get-caller-identity': { Arn: OPERATOR },
    'lambda get-function-configuration': {
      Environment: { Variables: { TABLE_NAME: tables.accounts, LEDGER_TABLE_NAME: tables.ledger } },
    },
    'lambda list-event-source-mappings': { EventSourceMappings: [{ UUID: 'mapping-1', State: mapping }] },
    'logs create-log-stream': {},
    'logs put-log-events': {},
  };
  const calls = path.join(folder, 'calls');
  writeFileSync(calls, '');
  for (const [name, answer] of Object.entries(answers))
    writeFileSync(path.join(folder, name), JSON.stringify(answer));
  const stub = path.join(folder, 'aws');
  writeFileSync(stub, `#!/bin/sh\necho "$*" >> '${calls}'\nexec /bin/cat '${folder}'/"$1 $2"\n`);
  chmodSync(stub, 0o755);
  const env = {
    PATH: folder,
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const args = [path.join(ROOT, 'scripts', 'infra', script), 'dev', ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code);
      const lines = readFileSync(calls, 'utf8').trim();
      resolve({ status, output: stdout + stderr, calls: lines === '' ? [] : lines.split('\n') });
    });
  });
}

const repair = (words: readonly string[], tables: TableNames, mapping?: string) =>
  run('ledger-repair.mjs', words, tables, mapping);
const named = ({ accounts, ledger }: TableNames) => ['--accounts-table', accounts, '--ledger-table', ledger];
const behind = (): TableItems => ({ ...sound, accounts: opened.accounts });

describe('task verify:dev', () => {
  it('finds nothing in sound tables, and compares the sums where it may', async () => {
    const tables = await engine.restore(sound);
    for (const words of [[], ['--quiet']]) {
      const { status, output } = await run('verify-ledger.mjs', words, tables);
      expect(output).toContain('read: 2 accounts, 3 movements, 2 transactions');
      expect([status, output]).toEqual([0, expect.stringContaining('Nothing contradicts anything.')]);
    }
    expect(engine.backUp(tables)).toEqual(await backUpOf(sound));
  });

  it('says with masked numbers what contradicts what, of two tables that are named', async () => {
    const { status, output, calls } = await run(
      'verify-ledger.mjs',
      named(await engine.restore(behind())),
      await engine.restore(sound),
    );
    expect([status, output]).toEqual([1, expect.stringMatching(/^V3 224\*{7}01 movement \d+: /m)]);
    expect(output).not.toContain(ALICE);
    expect(calls).toEqual([]);
  });
});

describe('task ledger:repair', () => {
  it('says what it would write, with masked numbers, and writes nothing', async () => {
    const tables = await engine.restore(behind());
    const { status, output, calls } = await repair([], tables);
    expect(status).toBe(0);
    expect(output).toContain("would be written: 224*******01 movement 3 is the account's last");
    expect(output).toContain('2 writes, 0 left to you.');
    expect(output).toContain('Nothing was written. With --apply it is.');
    expect(output).not.toContain(ALICE);
    expect(engine.backUp(tables)).toEqual(await backUpOf(behind()));
    expect(calls.join('\n')).not.toContain('logs');
  });

  it('with --apply writes it, logs who did, and a second run finds nothing', async () => {
    const tables = await engine.restore(behind());
    const { status, output, calls } = await repair(['--apply'], tables);
    expect(output).toContain('written: 224*******02 movement 2');
    expect(status).toBe(0);
    const [first, ...rest] = calls.filter((call) => call.startsWith('logs put-log-events'));
    expect(first).toContain('Operator repairs the ledger');
    expect(rest.join()).toContain('Ledger repaired by an operator');
    expect(first).toContain(OPERATOR);
    expect(first).toContain(`/aws/lambda/${PROCESSOR}`);
    expect((await repair([], tables)).output).toContain('Nothing to repair.');
    expect((await run('cash.mjs', [], tables)).status).toBe(0);
  });

  it('refuses to write while the processor posts into the same tables', async () => {
    const tables = await engine.restore(behind());
    const { status, output } = await repair(['--apply'], tables, 'Enabled');
    expect(status).toBe(1);
    expect(output).toContain('aws lambda update-event-source-mapping --uuid mapping-1 --no-enabled');
    expect(engine.backUp(tables)).toEqual(await backUpOf(behind()));
  });

  it('repairs restored tables by their names before any function uses them', async () => {
    const tables = await engine.restore(behind());
    const elsewhere = { accounts: 'no-such-table', ledger: 'no-such-table' };
    const { status, calls } = await repair(['--apply', ...named(tables)], elsewhere, 'Enabled');
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('lambda'))).toEqual([]);
    expect((await repair(named(tables), elsewhere)).output).toContain('Nothing to repair.');
  });

  it('leaves accounts that are ahead of the ledger, unless they are to be set back', async () => {
    const tables = await engine.restore({ ...sound, ledger: [] });
    const left = await repair(['--apply'], tables);
    expect(left.status).toBe(1);
    expect(left.output).toContain('left to you: V3 224*******01 movement 3: the account is at movement 3');
    expect(left.output).toContain('needs a person');
    const { status, output } = await repair(['--apply', '--set-back'], tables);
    expect(status).toBe(0);
    expect(output).toContain("224*******01 movement 1 is the account's last, back from 3");
  });

  it.each([
    [['--aply'], "Unknown option '--aply'"],
    [['--ledger-table', 'one'], 'Name both tables, or neither'],
  ])('refuses %s', async (words, says) => {
    const { status, output } = await repair(words, { accounts: 'a', ledger: 'l' });
    expect([status, output.includes(says)]).toEqual([1, true]);
  });
});

describe('task cash:dev', () => {
  it('says what is outstanding and that openings and cash explain it', async () => {
    const { status, output } = await run('cash.mjs', [], await engine.restore(sound));
    expect(output).toMatch(/outstanding \(all balances\): 2400 GNF/);
    expect(output).toMatch(/granted: +2000 GNF/);
    expect(output).toMatch(/paid out: +400 GNF/);
    expect(output).toContain('They agree.');
    expect(status).toBe(0);
  });

  it('fails where they differ', async () => {
    const { status, output } = await run('cash.mjs', [], await engine.restore(behind()));
    expect(output).toContain('They DIFFER by -400 GNF.');
    expect(status).toBe(1);
  });
});

/** The same items as the engine hands them over. */
async function backUpOf(items: TableItems): Promise<TableItems> {
  return engine.backUp(await engine.restore(items));
}
