import { readTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import type { AwsDouble } from '../aws-double/aws-double.ts';
import { functionEnvironment } from '../samples/environment.ts';
import { runSample } from '../samples/run-sample.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import { type Contention, lossesIn } from './findings.ts';
import type { UnpackedFunctions } from '../variants/unpacked-functions.ts';
import { LATENCIES_MS } from '../scenarios/sample-kinds.ts';

const AT_ONCE = [1, 4, 16];
const TRANSFERS_EACH = 12;
const DELIVERIES_AT_MOST = 5;

/**
 * Posts payments to one merchant from many environments at once, at AWS's pace, and delivers again what was not
 * completed, as the queue would.
 *
 * @throws Error where a payment is lost: not completed in the end, or against an invariant of the ledger.
 */
export async function measureContention(
  scenarios: readonly Scenario[],
  functions: UnpackedFunctions,
  double: AwsDouble,
): Promise<Contention[]> {
  const found: Contention[] = [];
  for (const scenario of scenarios.filter(({ contended }) => contended !== undefined)) {
    for (const atOnce of AT_ONCE) found.push(await contend(scenario, atOnce, functions, double));
  }
  return found;
}

async function contend(
  scenario: Scenario,
  atOnce: number,
  functions: UnpackedFunctions,
  double: AwsDouble,
): Promise<Contention> {
  const transfers = atOnce * TRANSFERS_EACH;
  const { stored = [], events = [] } = scenario.contended?.(transfers) ?? {};
  const job = (some: readonly object[]) => ({
    entry: functions.entryOf(scenario.functionName),
    events: some,
    warmUps: some.length,
  });
  const environment = functionEnvironment(scenario, double);
  double.setLatencies(LATENCIES_MS);
  await double.store(stored);
  const shares = Array.from({ length: atOnce }, (_, place) =>
    events.filter((_event, index) => index % atOnce === place),
  );
  await Promise.all(shares.map((share) => runSample(job(share), environment)));
  const completedAtFirst = await completedIn(double);
  // A message that was seen to is delivered again without effect.
  for (let delivery = 2; delivery <= DELIVERIES_AT_MOST; delivery += 1) {
    if ((await completedIn(double)) === transfers) break;
    await runSample(job(events), environment);
  }
  const losses = lossesIn((await readDump(double)).dump, transfers);
  if (losses.length > 0) throw new Error(`a transfer is lost: ${losses.join('; ')}`);
  const { calls, units } = await double.take();
  return {
    atOnce,
    transfers,
    attemptsPerTransfer: (calls['TransactWriteItems'] ?? 0) / transfers,
    completedAtFirst: completedAtFirst / transfers,
    writeUnitsPerTransfer: units.write / transfers,
  };
}

async function completedIn(double: AwsDouble): Promise<number> {
  const { dump } = await readDump(double);
  return dump.transactions.filter(({ status }) => status === 'completed').length;
}

async function readDump(double: AwsDouble) {
  const [accounts, ledger] = [await double.scan('accounts'), await double.scan('ledger')];
  return readTables([...accounts] as never[], [...ledger] as never[]);
}
