// How much e-money is outstanding, and whether openings and cash explain it: for the trust account.
// node scripts/infra/cash.mjs ENVIRONMENT [--accounts-table NAME --ledger-table NAME]
import process from 'node:process';
import { ledgerPlace, readWords } from './ledger-place.mjs';
import { tellOutstanding } from './ledger-tasks.ts';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const settings = readSettings(process.argv[2] ?? 'dev');

await main(async () => {
  const place = ledgerPlace(settings, readWords());
  if (await tellOutstanding(place, (line) => console.log(line))) return;
  throw new UserError(
    'If money moved meanwhile, run it again. If they differ still: docs/operations.md, "Repair the ledger".',
  );
});
