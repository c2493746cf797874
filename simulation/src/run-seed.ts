import { MAX_UNKNOWN_OUTCOMES } from '../../lambda-src/domain/src/delivery.ts';
import type { Violation } from './checks/invariants.ts';
import { drawFocus, drawPlan, type Focus, type Step } from './engine/plan.ts';
import { createWorld } from './engine/world.ts';
import { type Assembly, assemble } from './world/assembly.ts';
import { perform } from './world/steps.ts';
import { SUBSCRIBERS } from './world/subscribers.ts';
import type { Mint } from './world/tokens.ts';

/** Safety: faults all along, then the run is cut off. Liveness: faults stop, and everything must come to rest. */
export type Suite = 'safety' | 'liveness';

export interface Order {
  readonly seed: number;
  readonly suite: Suite;
  /** Names of steps and faults that are taken out. */
  readonly without?: ReadonlySet<string>;
  /** Keeps the history in words. */
  readonly isTold?: boolean;
}

export interface Report {
  readonly violation: Violation | undefined;
  /** Everything that happened and can be taken out: steps, then faults. */
  readonly ingredients: readonly string[];
  readonly history: readonly string[];
}

const MAX_REDRIVES = 5;

/** How long a safety run goes on after its last step, in milliseconds. */
const AFTERMATH_MS = 1_800_000;

/** Runs one seed from beginning to end. The same order always gives the same report. */
export async function runSeed(
  mint: Mint,
  { seed, suite, without = new Set(), isTold = false }: Order,
): Promise<Report> {
  const world = createWorld(seed, without, isTold);
  const focus = drawFocus(world.random);
  const steps = drawPlan(world.random, focus).filter(({ name }) => !without.has(name));
  const assembly = assemble(world, mint);
  // A calm world has outages and nothing else.
  if (focus === 'calm') world.faults.stop();
  for (const step of steps) world.scheduler.after(step.at, () => perform(assembly, step, focus));
  const end = (steps.at(-1)?.at ?? 0) + AFTERMATH_MS;
  if (suite === 'safety' && focus !== 'calm') await world.scheduler.run(end);
  else await comeToRest(assembly, steps, focus);
  return {
    violation: world.judge.violation,
    ingredients: [...steps.map(({ name }) => name), ...world.faults.struck],
    history: world.history.lines,
  };
}

async function comeToRest(assembly: Assembly, steps: readonly Step[], focus: Focus): Promise<void> {
  const { world, queue, channels } = assembly;
  await world.scheduler.run(steps.at(-1)?.at ?? 0);
  world.faults.stop();
  world.history.note(() => 'no fault strikes from now on');
  await world.scheduler.run(Infinity);
  if (focus === 'calm') checkNobodyIsBuried(assembly);
  // What was given up while a channel was off is sent once it is on again and an operator sends the copy back.
  Object.assign(channels, { sms: true, email: true });
  assembly.lambda.recycle();
  // More than once: a lease from before the clock was set back outlives every delivery of one round.
  for (let round = 0; round < MAX_REDRIVES && world.judge.violation === undefined; round += 1) {
    if (queue.deadLetters.every(({ body }) => assembly.poison.has(body)) && round > 0) break;
    queue.redrive();
    await world.scheduler.run(Infinity);
  }
  checkRest(assembly);
  await checkReaders(assembly);
}

function checkNobodyIsBuried({ world, queue }: Assembly): void {
  const { canPark, canPostpone } = world.settings;
  const isPrepared = canPark && canPostpone;
  world.judge.hold(
    !isPrepared || queue.deadLetters.length === 0,
    'OUTAGE_BURIES_NOBODY',
    () => `${queue.deadLetters[0]?.id} is a dead letter`,
  );
}

/** Nothing is left on the queue, and everything that was promised is there. */
function checkRest({ world, queue, callers, money, table }: Assembly): void {
  const { judge } = world;
  if (judge.violation !== undefined) return;
  const buried = (text: string): boolean => queue.deadLetters.some(({ body }) => body.includes(text));
  judge.hold(
    queue.waiting.length === 0,
    'ACCEPTED_EVENT_ENDS',
    () => `${queue.waiting[0]?.id} stays on the queue`,
  );
  for (const { id, msisdn = '' } of callers.promised)
    judge.hold(
      money.isOpen(msisdn) || buried(`"id":"${id}"`),
      'ACCEPTED_EVENT_ENDS',
      () => `${id} ended nowhere`,
    );
  for (const msisdn of SUBSCRIBERS) {
    for (const [channel, { M: welcome }] of Object.entries(table.item(msisdn)?.['welcome']?.M ?? {})) {
      const state = welcome?.['state']?.S;
      // What was given up was parked, and the operator's redrive has sent it since. Where nothing can be parked, a welcome
      // with too many unknown outcomes can be neither sent nor given up: its requests stay dead letters.
      const isStuck = !world.settings.canPark && Number(welcome?.['unknown']?.N ?? 0) >= MAX_UNKNOWN_OUTCOMES;
      judge.hold(
        state === 'sent' || (isStuck && buried(msisdn)),
        'WELCOME_SETTLES',
        () => `the ${channel} welcome of ${msisdn} stays ${state}`,
      );
    }
  }
}

/** With all faults over, everybody who may is told a balance, or that the account is being opened. */
async function checkReaders({ world, gateway, mint, money }: Assembly): Promise<void> {
  const { judge, clock, scheduler } = world;
  const token = mint.good.find(
    ({ label, goodUntilMs }) => label === 'for any number by key-1' && goodUntilMs > clock.now() + 60_000,
  );
  if (token === undefined || judge.violation !== undefined) return;
  for (const msisdn of SUBSCRIBERS) {
    const isCorrupt = money.isCorrupt(msisdn);
    gateway.ask({ id: `last-${msisdn}`, msisdn, segment: msisdn, token, skipsAuthorizer: true }, (status) =>
      judge.hold(
        status === 200 || (isCorrupt && status === 500),
        'WELL_ENTITLED_IS_SERVED',
        () => `${msisdn} is answered ${status} when all is well`,
      ),
    );
  }
  await scheduler.run(Infinity);
}
