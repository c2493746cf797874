import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import { PROVIDER_PAUSES_SECONDS } from '@fintech-solution/adapters/sqs/back-off';
import { AWS_CALL, EMAIL_CALL, BUDGET_MS } from '../../src/budgets.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 45_000;

describe('the budget of a record', () => {
  it('covers seven calls to AWS and two to the SMS provider, with the pauses between attempts', () => {
    expect(BUDGET_MS).toBeGreaterThanOrEqual(
      7 * AWS_CALL.attempts * AWS_CALL.attemptTimeoutMs + 2 * SMS_CALL_MS,
    );
  });

  it("leaves room inside the function's time-out for a batch that waits for nothing", () => {
    expect(BUDGET_MS).toBeLessThan(FUNCTION_TIMEOUT_MS - 5_000);
  });

  it('leaves a slow SMS provider room to answer', () => {
    expect(SMS_CALL_MS).toBe(10_000);
  });

  it('outlasts an hour without a provider, within the ten receives of the queue', () => {
    const pauses = Array.from(
      { length: 9 },
      (_, at) => PROVIDER_PAUSES_SECONDS[Math.min(at, PROVIDER_PAUSES_SECONDS.length - 1)],
    );
    expect(pauses).toEqual([30, 60, 120, 300, 900, 1_800, 3_600, 3_600, 3_600]);
  });

  it('sends an e-mail once, because SES cannot tell a repetition', () => {
    expect(EMAIL_CALL.attempts).toBe(1);
  });
});
