// Reads both tables and says what contradicts what, as the function verify-ledger does every hour. It writes nothing.
// node scripts/infra/verify-ledger.mjs ENVIRONMENT [--quiet] [--accounts-table NAME --ledger-table NAME]
import process from 'node:process';
import { ledgerPlace, readWords } from './ledger-place.mjs';
import { tellFindings } from './ledger-tasks.ts';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const settings = readSettings(process.argv[2] ?? 'dev');

await main(async () => {
  const words = readWords(['quiet']);
  const options = { nowMs: Date.now(), isQuiet: words.quiet === true };
  const { faults, coverage } = await tellFindings(ledgerPlace(settings, words), options, (line) =>
    console.log(line),
  );
  const { accounts, movements, transactions } = coverage;
  console.log(`read: ${accounts} accounts, ${movements} movements, ${transactions} transactions`);
  if (faults > 0) throw new UserError(`${faults} found. docs/operations.md, "ledger-faults".`);
  console.log('Nothing contradicts anything.');
});
