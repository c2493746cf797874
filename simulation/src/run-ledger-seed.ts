import type { Environment } from './environment/environment.ts';
import { assembleLedger, type LedgerAssembly } from './services/ledger/ledger-assembly.ts';
import { allowCallbacks, openAccount, performLedgerStep } from './services/ledger/ledger-steps.ts';
import { toldRecipients } from './invariants/ledger/ledger-records.ts';
import { drawLedgerSettings } from './profiles/ledger-settings.ts';
import { drawLedgerPlan } from './profiles/ledger-plan.ts';
import type { LedgerProfile } from './profiles/ledger-profiles.ts';
import type { Order, Report } from './run-seed.ts';

/** How long a safety run goes on after its last step, in milliseconds. */
const AFTERMATH_MS = 240_000;

/** Within this time after the faults are over, or after its expiry, a transaction is final. */
const FINAL_WITHIN_MS = 120_000;

const REDRIVES = 5;

/** Runs one seed that looks into the ledger. */
export async function runLedgerSeed(
  profile: LedgerProfile,
  environment: Environment,
  order: Order,
): Promise<Report> {
  const { random, scheduler, clock, invariants, history, faults } = environment;
  const settings = drawLedgerSettings(random, profile);
  clock.set(settings.startsLaterMs);
  const assembly = assembleLedger(environment, settings);
  settings.openings.forEach((amount, subscriber) => {
    if (amount !== undefined) openAccount(assembly, subscriber, amount);
  });
  const steps = drawLedgerPlan(random, profile).filter(({ name }) => order.without?.has(name) !== true);
  for (const step of steps) scheduler.after(step.at, () => performLedgerStep(assembly, step));
  const end = steps.at(-1)?.at ?? 0;
  if (order.suite === 'safety') {
    await scheduler.run(end + AFTERMATH_MS);
    if (invariants.violation === undefined) assembly.audit(assembly.tables);
  } else {
    await scheduler.run(end);
    await comeToRest(assembly);
  }
  return {
    violation: invariants.violation,
    ingredients: [...steps.map(({ name }) => name), ...faults.struck],
    history: history.lines,
  };
}

/** The faults stop: every transaction becomes final in time, and everybody is told. */
async function comeToRest(assembly: LedgerAssembly): Promise<void> {
  const { environment, books, tables, audit, sweeps, transactions, notifications } = assembly;
  const { scheduler, clock, invariants, faults, history } = environment;
  faults.stop();
  history.note(() => 'no fault strikes from now on');
  await scheduler.run(scheduler.now() + FINAL_WITHIN_MS);
  if (invariants.violation !== undefined) return;
  audit(tables, true);
  const pending = () => [...books.transactions.values()].filter(({ status }) => status === 'pending');
  const expiries = pending().map(({ expiresAt }) => expiresAt * 1_000);
  const lastExpiry = Math.max(clock.now(), ...expiries);
  await scheduler.run(scheduler.now() + lastExpiry - clock.now() + FINAL_WITHIN_MS);
  const [late] = pending();
  invariants.check(
    late === undefined,
    'ACCEPTED_BECOMES_FINAL',
    () => `${late?.reference} stays pending, long after its expiry`,
  );
  sweeps.stop();
  await scheduler.run(Infinity);
  // A callback that was given up because its host was taken out of the setting is sent once it is back and the copy is sent back.
  allowCallbacks(assembly, true);
  for (let round = 0; round < REDRIVES && invariants.violation === undefined; round += 1) {
    if (notifications.deadLetters.length === 0 && round > 0) break;
    transactions.redrive();
    notifications.redrive();
    await scheduler.run(Infinity);
  }
  if (invariants.violation !== undefined) return;
  audit(tables, true);
  checkTold(assembly);
}

/** Everybody who is to be told was told by now. */
function checkTold({ environment, settings, books, notificationItem }: LedgerAssembly): void {
  for (const transaction of books.transactions.values())
    for (const recipient of toldRecipients(transaction)) {
      if (recipient !== 'client' && !settings.smsIsOn) continue;
      const notification = `${transaction.reference}/${recipient}`;
      const state = notificationItem(notification)?.['welcome']?.M?.['sms']?.M?.['state']?.S;
      environment.invariants.check(
        state === 'sent',
        'NOTIFICATION_SETTLES',
        () => `the notification ${notification} stays ${state}`,
      );
    }
}
