import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { LedgerPages } from '@fintech-solution/domain/ledger/ledger-pages';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { ALICE, NOW } from '@fintech-solution/testing/ledger-samples';
import { createHandler, type Dependencies } from '../../src/handler.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
const HOUR_MS = 3_600_000;

let output: CapturedOutput;
beforeEach(() => (output = captureOutput()));
afterEach(() => output.release());

const account = (msisdn: Msisdn, balance: bigint) => ({
  msisdn,
  balance,
  openingBalance: 1_000n,
  openedBy: 'event-1',
  createdAt: '2026-11-01T08:00:00.000Z',
  status: 'ACTIVE' as const,
  version: 1,
});

/** The handler in front of accounts that have not moved yet. */
function setup(
  accounts: readonly ReturnType<typeof account>[],
  {
    unreadable = [],
    ...changes
  }: Partial<Dependencies> & { unreadable?: { key: string; reason: string }[] } = {},
) {
  const pages: LedgerPages = {
    async *accounts() {
      yield { items: accounts, unreadable };
    },
    async *movements() {},
    async *ledger() {},
    find: async () => ({ accounts: new Map(), transactions: new Map(), legs: [], cashLegs: [] }),
  };
  const pagesOf = jest.fn<LedgerPages, Parameters<Dependencies['pagesOf']>>(() => pages);
  const handler = createHandler({
    pagesOf,
    segments: 1,
    log: createLog(PLAN),
    metrics: createBatchMetrics(),
    clock: () => NOW,
    pageBudgetMs: 1_000,
    ...changes,
  });
  return { handler, pagesOf };
}

describe('a run of the verification', () => {
  it('of sound tables counts one verification and no fault', async () => {
    const { handler } = setup([account(ALICE, 1_000n)]);
    await expect(handler({})).resolves.toEqual({
      coverage: { accounts: 1, movements: 0, transactions: 0, isComplete: true },
      faults: 0,
      findings: [],
    });
    expect(output.metrics()).toMatchObject([{ LedgerVerified: 1 }]);
    expect(output.logs()).toMatchObject([{ level: 'INFO', message: 'Verified', faults: 0 }]);
  });

  it('tells the invoker what is wrong, and the log only where', async () => {
    const { handler } = setup([account(ALICE, 1_001n)], {
      unreadable: [{ key: '224622000007', reason: 'balance of an account' }],
    });
    const { faults, findings } = await handler({});
    expect(faults).toBe(2);
    expect(findings).toMatchObject([
      { invariant: 'unreadable', key: '224622000007' },
      { invariant: 'V3', account: ALICE, sequence: 1, detail: 'balance is 1001, its movements make 1000' },
    ]);
    expect(output.metrics()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ LedgerFault: 1, Invariant: 'unreadable' }),
        expect.objectContaining({ LedgerFault: 1, Invariant: 'V3' }),
      ]),
    );
    expect(output.logs().filter(({ level }) => level === 'ERROR')).toMatchObject([
      { message: 'Ledger fault', invariant: 'unreadable', key: '224*******07' },
      { message: 'Ledger fault', invariant: 'V3', account: '224*******01', sequence: 1 },
    ]);
    expect(output.timeless()).not.toMatch(/1001|22462200000/);
  });

  it('logs the first twenty faults, tells the first hundred, and counts them all', async () => {
    const { handler } = setup(Array.from({ length: 150 }, () => account(ALICE, 1n)));
    const { faults, findings } = await handler({});
    expect([faults, findings.length]).toEqual([150, 100]);
    expect(output.logs().filter(({ level }) => level === 'ERROR')).toHaveLength(20);
    expect(output.metrics()).toContainEqual(expect.objectContaining({ LedgerFault: 150 }));
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 0],
  ])('takes another segment each hour: after %d hours segment %d', async (hours, index) => {
    const start = Math.floor(NOW / HOUR_MS / 3) * 3 * HOUR_MS;
    const { handler, pagesOf } = setup([], { segments: 3, clock: () => start + hours * HOUR_MS });
    await handler(null);
    expect(pagesOf.mock.calls).toEqual([[{ index, count: 3 }]]);
  });

  it('takes everything where an operator asks for it, and compares the sums of a quiet system only', async () => {
    const moneyFromNowhere = [{ ...account(ALICE, 1_000n), openingBalance: 999n }];
    const { handler, pagesOf } = setup(moneyFromNowhere, { segments: 3 });
    const found = async (request: object) =>
      (await handler(request)).findings.map(({ invariant }) => invariant);
    expect(await found({ whole: true, quiet: true })).toEqual(['V3', 'V1']);
    expect(await found({ whole: true })).toEqual(['V3']);
    expect(await found({ quiet: true })).toEqual(['V3']);
    expect(pagesOf.mock.calls.map(([{ count }]) => count)).toEqual([1, 1, 3]);
  });

  it('that has no time for another page says how to give it time, and counts as none', async () => {
    const { handler } = setup([account(ALICE, 1_000n)]);
    const { coverage } = await handler({}, { getRemainingTimeInMillis: () => 999 });
    expect(coverage.isComplete).toBe(false);
    expect(output.metrics()).toEqual([]);
    expect(output.logs()[0]).toMatchObject({ level: 'WARN', message: 'Not finished: raise VERIFY_SEGMENTS' });
  });

  it('ends with an error where the tables do not answer', async () => {
    const down = async function* () {
      yield* [];
      throw new LedgerUnavailableError(new Error('off'));
    };
    const { handler } = setup([], { pagesOf: () => ({ accounts: down }) as unknown as LedgerPages });
    await expect(handler({})).rejects.toThrow(LedgerUnavailableError);
    expect(output.logs()).toMatchObject([{ level: 'ERROR', message: 'Ended with a fault' }]);
  });
});
