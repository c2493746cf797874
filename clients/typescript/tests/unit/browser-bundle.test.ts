import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { legHead, openingHead } from '@fintech-solution/domain/ledger/receipt';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { openingMovement, statementEntryOf } from '@fintech-solution/domain/ledger/statement';
import { ALICE, BOB, keyOf, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import type { StatementEntry, StatementVerdict } from '../../src/verify-statement.ts';

const SOURCE = path.resolve(__dirname, '../../src/verify-statement.ts');
const ESBUILD = require.resolve('esbuild/bin/esbuild');

/** What a bundler for browsers makes of it; a module of Node in it, or in what it imports, would end the bundling. */
function bundled(): string {
  const options = [
    '--bundle',
    '--platform=browser',
    '--format=iife',
    '--global-name=client',
    '--target=es2022',
  ];
  return execFileSync(ESBUILD, [SOURCE, ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A realm that has what ECMAScript and the Web Crypto API define, and nothing of Node. */
function verifyInBrowser(entries: readonly StatementEntry[], receipts: readonly string[]) {
  const context = createContext({
    crypto: { subtle: crypto.subtle },
    TextEncoder,
    statement: JSON.stringify({ entries, receipts }),
  });
  const globals: unknown = runInContext(
    '[typeof process, typeof require, typeof Buffer, typeof module].join()',
    context,
  );
  expect(globals).toBe('undefined,undefined,undefined,undefined');
  runInContext(bundled(), context);
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
