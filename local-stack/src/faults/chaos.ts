import { NO_FAULTS, type FaultSettings } from './fault-settings.ts';

/**
 * The mix that `--chaos=SEED` turns on: a cloud on a bad day. Deliveries come twice and out of order, functions die
 * behind their writes, and now and then a single call to a service fails, fails after it took effect, hangs or is late.
 *
 * Every chance is small enough that asking again succeeds soon: what must not be lost under it is not lost,
 * and a message does not run out of its receives.
 */
export function chaos(seed: number): FaultSettings {
  return {
    ...NO_FAULTS,
    seed,
    duplicate: 0.3,
    reorder: 0.3,
    crash: 0.02,
    transactionConflict: 0.03,
    chances: {
      sms: { fail: 0.1, 'applied-then-fail': 0.03, timeout: 0.02, slow: 0.03 },
      email: { fail: 0.1, 'applied-then-fail': 0.03, slow: 0.05 },
      jwks: { fail: 0.1, slow: 0.1 },
      dynamodb: { fail: 0.03, 'applied-then-fail': 0.02, timeout: 0.01, slow: 0.03 },
      sqs: { fail: 0.03, 'applied-then-fail': 0.02, slow: 0.03 },
      ssm: { fail: 0.1, slow: 0.1 },
    },
  };
}
