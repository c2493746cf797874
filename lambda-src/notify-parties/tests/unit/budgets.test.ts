import { CALLBACK_CALL_MS } from '@fintech-solution/adapters/callbacks/https-callback';
import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import { AWS_CALL, LEASE_MS, BUDGET_MS } from '../../src/budgets.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 45_000;

describe('the budget of a record', () => {
  it('covers nine calls to AWS and two to the SMS provider', () => {
    expect(BUDGET_MS).toBeGreaterThanOrEqual(
      9 * AWS_CALL.attempts * AWS_CALL.attemptTimeoutMs + 2 * SMS_CALL_MS,
    );
  });

  it('covers eight calls to AWS and a callback', () => {
    expect(BUDGET_MS).toBeGreaterThanOrEqual(
      8 * AWS_CALL.attempts * AWS_CALL.attemptTimeoutMs + CALLBACK_CALL_MS,
    );
  });

  it("leaves room inside the function's time-out, which a lease outlasts", () => {
    expect(BUDGET_MS).toBeLessThan(FUNCTION_TIMEOUT_MS - 5_000);
    expect(LEASE_MS).toBeGreaterThan(FUNCTION_TIMEOUT_MS);
  });
});
