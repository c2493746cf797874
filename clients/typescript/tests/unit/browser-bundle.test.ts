import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { legHead, openingHead } from '@fintech-solution/domain/ledger/receipt';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { openingMovement, statementEntryOf } from '@fintech-solution/domain/ledger/statement';
import { ALICE, BOB, keyOf, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import type { StatementEntry, StatementVerdict } from '../../src/verify-statement.ts';

const SOURCES = path.resolve(__dirname, '../../src');
const ESBUILD = require.resolve('esbuild/bin/esbuild');

/** What a bundler for browsers makes of it; a module of Node in it, or in what it imports, would end the bundling. */
function bundled(file: string): string {
  const options = [
    '--bundle',
    '--platform=browser',
    '--format=iife',
    '--global-name=client',
    '--target=es2022',
  ];
  return execFileSync(ESBUILD, [path.join(SOURCES, file), ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A realm that has what ECMAScript defines, what is handed to it, and nothing of Node; with a module of ours as `client`. */
function realmWith(file: string, globals: object) {
  const context = createContext(globals);
  const absent: unknown = runInContext(
    '[typeof process, typeof require, typeof Buffer, typeof module].join()',
    context,
  );
  expect(absent).toBe('undefined,undefined,undefined,undefined');
  runInContext(bundled(file), context);
  return context;
}

function verifyInBrowser(entries: readonly StatementEntry[], receipts: readonly string[]) {
  const context = realmWith('verify-statement.ts', {
    crypto: { subtle: crypto.subtle },
    TextEncoder,
    statement: JSON.stringify({ entries, receipts }),
  });
  const call = `{ const { entries, receipts } = JSON.parse(statement); client.verifyStatement(entries, receipts).then(JSON.stringify) }`;
  return (runInContext(call, context) as Promise<string>).then(
    (text) => JSON.parse(text) as StatementVerdict,
  );
}

describe('verifyStatement in a browser', () => {
  const opening = { msisdn: ALICE, openedBy: 'event-1', openingBalance: 1_000n, createdAt: NOW_TEXT };
  const unhashed = {
    msisdn: ALICE,
    sequence: 2,
    reference: referenceOf('client-1', keyOf(1)),
    type: 'transfer',
    amount: -250n,
    balanceAfter: 750n,
    counterparty: BOB,
    at: NOW_TEXT,
    nonce: '0'.repeat(32),
    descriptionText: 'loyer d’été 😀',
  } as const;
  const leg = { ...unhashed, head: legHead(unhashed, openingHead(opening)) };
  const entries = [leg, openingMovement(opening)].map(
    (movement) => statementEntryOf(movement) as StatementEntry,
  );
  const receipt = `2.${leg.head}`;

  it('finds a true statement intact', async () => {
    await expect(verifyInBrowser(entries, [receipt])).resolves.toEqual({
      isIntact: true,
      proven: { from: 1, to: 2 },
    });
  });

  it('names an entry that was changed', async () => {
    const forged = entries.with(0, { ...(entries[0] as StatementEntry), amount: '251' });
    await expect(verifyInBrowser(forged, [receipt])).resolves.toMatchObject({
      isIntact: false,
      fault: { kind: 'changed', sequence: 2 },
    });
  });
});

it('the client of the ledger reads a statement in a browser', async () => {
  const entry = {
    transactionReference: referenceOf('client-1', keyOf(1)),
    transactionStatus: 'completed',
    amount: '250',
    currency: 'GNF',
    creationDate: NOW_TEXT,
    transactionReceipt: `1.${'a'.repeat(64)}`,
  };
  const asked: string[] = [];
  const context = realmWith('ledger-client.ts', {
    ...{ Request, Response, Headers, AbortSignal, URL, URLSearchParams, setTimeout, clearTimeout },
    fetch: async ({ url }: Request) => {
      asked.push(url);
      return Response.json([entry], { headers: { 'X-Records-Available-Count': '1' } });
    },
  });
  const reading = `(async () => {
    const ledger = client.createLedgerClient('https://api.example/dev', async () => 'token');
    const entries = [];
    for await (const entry of ledger.everyStatementEntry('622000001')) entries.push(entry);
    return JSON.stringify(entries);
  })()`;
  expect(JSON.parse(await (runInContext(reading, context) as Promise<string>))).toEqual([entry]);
  expect(asked).toEqual([
    'https://api.example/dev/accounts/msisdn/622000001/statemententries?limit=100&offset=0',
  ]);
});
