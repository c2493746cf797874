import type { SSMClient } from '@aws-sdk/client-ssm';
import { CALLBACK_CALL_MS } from '../../../../lambda-src/adapters/src/callbacks/https-callback.ts';
import type { SendJson } from '../../../../lambda-src/adapters/src/https-request.ts';
import type { CallBudget } from '../../../../lambda-src/adapters/src/aws-clients.ts';
import type { FaultKind } from '../../core/faults.ts';
import type { CallbackCheck } from '../../invariants/ledger/callbacks.ts';
import type { Acceptance, WelcomeCheck } from '../../invariants/welcomes.ts';
import { oneOf } from '../../core/keyed-random.ts';
import { AWS_FAULTS, awsFailure } from '../../environment/aws-faults.ts';
import { call, type Caller, type Invocation } from '../../environment/call.ts';
import { masterOf } from '../../environment/ledger/wishes.ts';
import type { Environment } from '../../environment/environment.ts';
import { createAttempts, HANG_MS } from '../providers.ts';

/** The servers of clients, which are called back, and the parameter whose masters sign. */
export interface CallbackReceiver {
  /** @param hosts what the setting of the caller's deployment allows. */
  putFor(caller: Caller, hosts: readonly string[]): SendJson;
  ssmFor(caller: Caller, budget: CallBudget): SSMClient;
  /** Every server answers 503 from now on, or no longer. */
  setOutage(isDown: boolean): void;
  /**
   * An operator puts a new master beside the old one; clients take their new secrets minutes later; then the old master leaves
   * the parameter. Nothing while an earlier rotation goes on.
   */
  rotateMaster(): void;
  /** The generation of the master that clients have their secrets of. */
  readonly generation: number;
}

const BUDGET: CallBudget = { attemptTimeoutMs: CALLBACK_CALL_MS, attempts: 1 };
const RECEIVER_FAULTS: readonly FaultKind[] = [
  'provider-5xx',
  'receiver-redirects',
  'receiver-refuses',
  'request-lost',
  'reply-lost',
  'slow',
  'drip',
  'reset',
  'accepted-late',
];
/** Whatever the body of such an answer is. */
const ACCEPTING = [200, 201, 202, 204, 299] as const;
/** The statuses of those that refuse, none of them for good. */
const REFUSING: Readonly<Partial<Record<FaultKind, readonly number[]>>> = {
  'provider-5xx': [500, 502, 503],
  'receiver-redirects': [300, 301, 302, 307, 308],
  'receiver-refuses': [400, 401, 404, 410, 422, 429],
};

/** A container may sign for five minutes with what it read. */
const CLIENTS_FOLLOW_AFTER_MS = 6 * 60_000;
const OLD_LEAVES_AFTER_MS = CLIENTS_FOLLOW_AFTER_MS + 60_000;

export function createCallbackReceiver(
  environment: Environment,
  messages: WelcomeCheck,
  check: CallbackCheck,
): CallbackReceiver {
  const { scheduler, faults, random, history, count } = environment;
  const attempts = createAttempts(environment);
  let isDown = false;
  let generation = 1;
  let masters: object = { current: masterOf(1), previous: '' };
  let isRotating = false;

  const statusFor = (kind: FaultKind, place: string): number | undefined => {
    const statuses = REFUSING[kind];
    return statuses && oneOf(random, `status ${place}`, statuses);
  };

  return {
    get generation() {
      return generation;
    },
    setOutage(is) {
      isDown = is;
    },
    rotateMaster() {
      if (isRotating) return;
      isRotating = true;
      const next = generation + 1;
      masters = { current: masterOf(next), previous: masterOf(generation) };
      scheduler.after(CLIENTS_FOLLOW_AFTER_MS, () => (generation = next));
      scheduler.after(OLD_LEAVES_AFTER_MS, () => {
        masters = { current: masterOf(next), previous: '' };
        isRotating = false;
      });
    },

    ssmFor(caller, budget) {
      const send = () => {
        const by = caller.current as Invocation;
        const jumps = attempts.begin(by);
        const reading = call(environment, caller, {
          site: 'ssm GetParameter',
          subject: 'masters',
          budget,
          faults: AWS_FAULTS,
          effect: () => ({ Parameter: { Value: JSON.stringify(masters) } }),
          failure: awsFailure,
        });
        return reading.finally(() => attempts.end(by, jumps));
      };
      return { send } as unknown as SSMClient;
    },

    putFor: (caller, hosts) => (url, headers, body) => {
      const by = caller.current as Invocation;
      const jumps = attempts.begin(by);
      const reference = String(headers['webhook-id']);
      const subject = `${reference}/client`;
      const place = `${subject} #${count(`callback ${subject}`)}`;
      check.attempted({ url, headers, body, hosts, generation }, by);
      const givesUpAt = scheduler.now() + CALLBACK_CALL_MS;
      let acceptance: Acceptance | undefined;
      let answered = 503;
      const putting = call<number>(environment, caller, {
        site: 'callback put',
        subject,
        budget: BUDGET,
        isHanging: faults.strikes(
          'provider-hangs',
          `callback ${new URL(url).host} span ${Math.floor(scheduler.now() / HANG_MS)}`,
        ),
        faults: RECEIVER_FAULTS,
        effect() {
          if (isDown) return answered;
          history.note(() => `the callback ${subject} is accepted, sent by ${by.name}`);
          acceptance = messages.accepted(subject, 'sms', by, jumps, scheduler.now() > givesUpAt);
          answered = oneOf(random, `status ${place}`, ACCEPTING);
          return answered;
        },
        failure(kind) {
          // Of an answer that drips a status came, and the body never ends.
          const status = kind === 'drip' ? answered : statusFor(kind, place);
          if (status === undefined && acceptance !== undefined) acceptance.isUnknown = true;
          return status ?? awsFailure(kind);
        },
      });
      return putting
        .catch((failure: unknown) => {
          if (typeof failure === 'number') return failure;
          throw failure;
        })
        .finally(() => attempts.end(by, jumps));
    },
  };
}
