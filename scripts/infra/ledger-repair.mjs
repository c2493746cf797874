// Makes two tables whole that were restored apart. Says what it would write; with --apply it writes it.
// node scripts/infra/ledger-repair.mjs ENVIRONMENT [--apply] [--set-back] [--accounts-table NAME --ledger-table NAME]
import process from 'node:process';
import { call, ledgerPlace, processorOf, readWords } from './ledger-place.mjs';
import { repairLedger } from './ledger-tasks.ts';
import { writeOperatorLog } from './operator-log.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const settings = readSettings(process.argv[2] ?? 'dev');

await main(async () => {
  const words = readWords(['apply', 'set-back']);
  const applies = words.apply === true;
  const place = ledgerPlace(settings, words);
  if (!applies) return tell(await repair(place, words), applies);
  if (words['ledger-table'] === undefined) stopWhileInUse();
  const { Arn: operator } = call(settings, 'sts', 'get-caller-identity');
  const note = (message, result) =>
    writeOperatorLog(settings, `/aws/lambda/${processorOf(settings)}`, {
      ...{ message, operator, setsBack: words['set-back'] === true, tables: place.tables },
      ...result,
    });
  // First the log, so that no change is without its line.
  note('Operator repairs the ledger');
  const result = await repair(place, words);
  note('Ledger repaired by an operator', result);
  tell(result, applies);
});

function repair(place, words) {
  const options = { applies: words.apply === true, setsBack: words['set-back'] === true };
  return repairLedger(place, options, (line) => console.log(line));
}

/** The tables of the environment itself must stand still: what is pending and half there would be posted again. */
function stopWhileInUse() {
  const name = processorOf(settings);
  const { EventSourceMappings: mappings = [] } = call(
    ...[settings, 'lambda', 'list-event-source-mappings', '--function-name', name],
  );
  const running = mappings.filter(({ State }) => State !== 'Disabled');
  if (running.length === 0) return;
  throw new UserError(
    `${name} posts into these tables. Stop it first: ${running.map(({ UUID }) => `aws lambda update-event-source-mapping --uuid ${UUID} --no-enabled`).join('; ')}. Nothing was changed.`,
  );
}

function tell({ writes, findings, changedMeanwhile }, applies) {
  console.log(`${writes} ${writes === 1 ? 'write' : 'writes'}, ${findings} left to you.`);
  if (changedMeanwhile > 0)
    throw new UserError(
      `${changedMeanwhile} were not written: something else writes into these tables. Stop it, and run it again.`,
    );
  if (findings > 0)
    throw new UserError(
      'What is left to you needs a person: docs/operations.md, "Repair the ledger". Start no processor before.',
    );
  if (writes === 0) console.log('Nothing to repair.');
  else
    console.log(
      applies
        ? 'Run it once more: it must find nothing to write.'
        : 'Nothing was written. With --apply it is.',
    );
}
