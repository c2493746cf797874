import { MAX_UNKNOWN_OUTCOMES } from '../../lambda-src/domain/src/delivery.ts';
import { createKeyedRandom } from './core/keyed-random.ts';
import type { Violation } from './core/invariants.ts';
import { drawPlan, type Step } from './profiles/plan.ts';
import { drawLedgerProfile, LEDGER_STEPS, type LedgerProfile } from './profiles/ledger-profiles.ts';
import { drawProfile, type Profile, STEPS } from './profiles/profiles.ts';
import { runLedgerSeed } from './run-ledger-seed.ts';
import { createEnvironment } from './environment/environment.ts';
import { type Assembly, assemble } from './services/assembly.ts';
import { perform } from './services/steps.ts';
import { SUBSCRIBERS } from './environment/subscribers.ts';
import type { Suite, World } from './profiles/seed-choice.ts';
import type { TokenFixtures } from './environment/token-fixtures.ts';

export const PROFILE_NAMES = [...Object.keys(STEPS), ...Object.keys(LEDGER_STEPS)] as readonly (
  Profile | LedgerProfile
)[];

/** What a seed looks into, known without running it. */
export function profileOf(seed: number): {
  readonly world: World;
  readonly profile: Profile | LedgerProfile;
} {
  const random = createKeyedRandom(seed);
  const profile = drawLedgerProfile(random);
  return profile === undefined
    ? { world: 'accounts', profile: drawProfile(random) }
    : { world: 'ledger', profile };
}

export interface Order {
  readonly seed: number;
  readonly suite: Suite;
  /** Names of steps and faults that are taken out. */
  readonly without?: ReadonlySet<string>;
  /** Keeps the history in words. */
  readonly keepsHistory?: boolean;
}

export interface Report {
  readonly violation: Violation | undefined;
  /** Everything that happened and can be taken out: steps, then faults. */
  readonly ingredients: readonly string[];
  readonly history: readonly string[];
}

/** Runs begin at eight o'clock, UTC. */
const LAST_HALF_MINUTE_MS = 8 * 3_600_000 + 30_000;

const REDRIVES = 5;

/** How long a safety run goes on after its last step, in milliseconds. */
const AFTERMATH_MS = 1_800_000;

/** Runs one seed from beginning to end. The same order always gives the same report. */
export async function runSeed(
  tokens: () => TokenFixtures,
  { seed, suite, without = new Set(), keepsHistory = false }: Order,
): Promise<Report> {
  const environment = createEnvironment(seed, without, keepsHistory);
  const ledgerProfile = drawLedgerProfile(environment.random);
  if (ledgerProfile !== undefined) return runLedgerSeed(ledgerProfile, environment, { seed, suite, without });
  const profile = drawProfile(environment.random);
  const steps = drawPlan(environment.random, profile).filter(({ name }) => !without.has(name));
  const assembly = assemble(environment, tokens());
  // This profile has outages and no other fault.
  if (profile === 'outages-only') environment.faults.stop();
  // The last half minute of the day before: the allowance begins anew.
  if (profile === 'allowance' && environment.random('midnight is near') < 0.4)
    environment.clock.set(-LAST_HALF_MINUTE_MS);
  for (const step of steps) environment.scheduler.after(step.at, () => perform(assembly, step, profile));
  const end = (steps.at(-1)?.at ?? 0) + AFTERMATH_MS;
  if (suite === 'safety' && profile !== 'outages-only') await environment.scheduler.run(end);
  else await comeToRest(assembly, steps, profile);
  return {
    violation: environment.invariants.violation,
    ingredients: [...steps.map(({ name }) => name), ...environment.faults.struck],
    history: environment.history.lines,
  };
}

async function comeToRest(assembly: Assembly, steps: readonly Step[], profile: Profile): Promise<void> {
  const { environment, queue, channels } = assembly;
  await environment.scheduler.run(steps.at(-1)?.at ?? 0);
  environment.faults.stop();
  environment.history.note(() => 'no fault strikes from now on');
  await environment.scheduler.run(Infinity);
  if (profile === 'outages-only') checkNoDeadLetters(assembly);
  // What was given up while a channel was off is sent once it is on again and an operator sends the copy back.
  Object.assign(channels, { sms: true, email: true });
  assembly.lambda.recycle();
  // A lease from before the clock was set back outlives every delivery of one round.
  for (let round = 0; round < REDRIVES || isLeaseAhead(assembly); round += 1) {
    if (environment.invariants.violation !== undefined) break;
    if (queue.deadLetters.every(({ body }) => assembly.malformed.has(body)) && round > 0) break;
    queue.redrive();
    await environment.scheduler.run(Infinity);
  }
  checkRest(assembly);
  await checkReaders(assembly);
}

/** True while an execution environment holds a welcome by the clock. */
function isLeaseAhead({ environment, table }: Assembly): boolean {
  return SUBSCRIBERS.some((msisdn) =>
    Object.values(table.item(msisdn)?.['welcome']?.M ?? {}).some(
      ({ M: welcome }) => Number(welcome?.['leaseUntil']?.N ?? 0) > environment.clock.now(),
    ),
  );
}

function checkNoDeadLetters({ environment, queue }: Assembly): void {
  const { canPark, canPostpone } = environment.settings;
  const isPrepared = canPark && canPostpone;
  environment.invariants.check(
    !isPrepared || queue.deadLetters.length === 0,
    'OUTAGE_MAKES_NO_DEAD_LETTER',
    () => `${queue.deadLetters[0]?.id} is a dead letter`,
  );
}

/** Nothing is left on the queue, and everything that was promised is there. */
function checkRest({ environment, queue, callers, money, table }: Assembly): void {
  const { invariants } = environment;
  if (invariants.violation !== undefined) return;
  const isDeadLetter = (text: string): boolean => queue.deadLetters.some(({ body }) => body.includes(text));
  invariants.check(
    queue.waiting.length === 0,
    'ACCEPTED_EVENT_ENDS',
    () => `${queue.waiting[0]?.id} stays on the queue`,
  );
  for (const { id, msisdn = '' } of callers.promised)
    invariants.check(
      // Behind a guard the request of another may stand for this one.
      money.isOpen(msisdn) || isDeadLetter(environment.settings.hasGuard ? msisdn : `"id":"${id}"`),
      'ACCEPTED_EVENT_ENDS',
      () => `${id} ended nowhere`,
    );
  for (const msisdn of SUBSCRIBERS) {
    for (const [channel, { M: welcome }] of Object.entries(table.item(msisdn)?.['welcome']?.M ?? {})) {
      const state = welcome?.['state']?.S;
      // What was given up was parked, and the operator's redrive has sent it since. Where nothing can be parked, a welcome
      // with too many unknown outcomes can be neither sent nor given up: its requests stay dead letters.
      const isStuck =
        !environment.settings.canPark && Number(welcome?.['unknown']?.N ?? 0) >= MAX_UNKNOWN_OUTCOMES;
      invariants.check(
        state === 'sent' || (isStuck && isDeadLetter(msisdn)),
        'WELCOME_SETTLES',
        () => `the ${channel} welcome of ${msisdn} stays ${state}`,
      );
    }
  }
}

/** With all faults over, everybody who may is told a balance, or that the account is being opened. */
async function checkReaders({ environment, gateway, tokens, money }: Assembly): Promise<void> {
  const { invariants, clock, scheduler, settings } = environment;
  const isLimited = settings.openingsPerDay !== undefined;
  const token = tokens.good.find(
    ({ label, goodUntilMs }) => label === 'for any number by key-1' && goodUntilMs > clock.now() + 60_000,
  );
  if (token === undefined || invariants.violation !== undefined) return;
  for (const msisdn of SUBSCRIBERS) {
    const isCorrupt = money.isCorrupt(msisdn);
    gateway.ask({ id: `last-${msisdn}`, msisdn, segment: msisdn, token, skipsAuthorizer: true }, (status) =>
      invariants.check(
        status === 200 || (isCorrupt && status === 500) || (status === 429 && isLimited),
        'WELL_ENTITLED_IS_SERVED',
        () => `${msisdn} is answered ${status} when all is well`,
      ),
    );
  }
  await scheduler.run(Infinity);
}
