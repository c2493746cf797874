// `npm run verify:bench`: how long the verification of a large ledger takes, and that its memory does not grow with it.
// Runs the same function as verify-ledger and `task verify:dev`, over a ledger that is made while it is read.
import type { Finding } from '@fintech-solution/domain/ledger/ledger-pages';
import type { Coverage } from '@fintech-solution/domain/ledger/verification';
import { followVerification, verifyLedger } from '@fintech-solution/domain/ledger/verification';
import { collectGarbage } from '@fintech-solution/testing/collect-garbage';
import { NOW } from '@fintech-solution/testing/ledger-samples';
import { readArguments } from '../arguments.ts';
import { measuredPages, type Measures } from './measured-pages.ts';
import { MERCHANT } from './synthetic-group.ts';
import { type Corruption, createSyntheticLedger } from './synthetic-ledger.ts';

const USAGE = `npm run verify:bench -- [--movements=1000000]

Verifies a sound ledger of a tenth of the movements, then one of all of them, in which one movement of one account says one
franc more. Prints time, movements a second and the largest heap; fails where the heap grows with the movements, or where
anything else than that franc is found.`;

/** Ten times the movements may hold this much more, at most: the collector is not exact. */
const GROWTH_AT_MOST = 1.25;
const MB = 1024 * 1024;

const movements = readArguments(USAGE, { movements: { type: 'string', default: '1000000' } }).number(
  'movements',
  10_000,
  100_000_000,
);

interface Run {
  readonly findings: readonly Finding[];
  readonly measures: Measures;
}

async function run(count: number, corruption?: Corruption): Promise<Run> {
  const ledger = createSyntheticLedger(count, corruption);
  const { pages, measures } = measuredPages(ledger.pages, heapBytes);
  const start = performance.now();
  const verification = verifyLedger(pages, { nowMs: NOW, isQuiet: true });
  const findings: Finding[] = [];
  const coverage = await followVerification(verification, (finding) => void findings.push(finding));
  tell(coverage, measures, performance.now() - start, ledger.madeInMs());
  return { findings, measures };
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function tell(coverage: Coverage, measures: Measures, tookMs: number, madeInMs: number): void {
  const verifiedMs = tookMs - madeInMs;
  const perSecond = Math.round(coverage.movements / (verifiedMs / 1_000));
  const { largestPage, mostWanted, heldBytes } = measures;
  console.log(
    `${coverage.movements} movements of ${coverage.accounts} accounts, ${coverage.transactions} transactions: ` +
      `${(verifiedMs / 1_000).toFixed(1)} s (and ${(madeInMs / 1_000).toFixed(1)} s to make them), ` +
      `${perSecond} movements a second; largest heap ${(heldBytes / MB).toFixed(1)} MB, ` +
      `largest page ${largestPage} items, at most ${mostWanted} keys looked up at once`,
  );
}

let failed = 0;
function check(what: string, isSo: boolean): void {
  console.log(`${isSo ? '✓' : '✗'} ${what}`);
  if (!isSo) failed += 1;
}

const small = await run(movements / 10);
const corruption = { msisdn: MERCHANT, sequence: Math.floor(movements / 10) };
const large = await run(movements, corruption);
const growth = large.measures.heldBytes / small.measures.heldBytes;
for (const finding of large.findings) console.log(`  found: ${JSON.stringify(finding)}`);
const isOfTheMovement = (finding: Finding) =>
  finding.invariant === 'V3' &&
  finding.account === corruption.msisdn &&
  finding.sequence === corruption.sequence;
const ofTheMovement = large.findings.filter(isOfTheMovement).length;
const ofItsTransaction = large.findings.filter(({ invariant }) => invariant === 'V4').length;

check('a sound ledger has no finding', small.findings.length === 0);
check(`ten times the movements, ${growth.toFixed(2)} times the heap`, growth <= GROWTH_AT_MOST);
check(
  `one franc in movement ${corruption.sequence} of account ${corruption.msisdn} is found, and nothing else`,
  ofTheMovement > 0 && ofItsTransaction === 1 && large.findings.length === ofTheMovement + 1,
);
console.log(`${3 - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
