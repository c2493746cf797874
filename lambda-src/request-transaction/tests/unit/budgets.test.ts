import { longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { functions } from '../../../../deployment/manifest.json';
import { AWS_CALL, MAX_CALLS_IN_A_ROW } from '../../src/budgets.ts';

it("lets a reversal whose three calls take as long as they may end inside the function's time-out", () => {
  const timeoutMs = functions['request-transaction'].timeoutSeconds * 1_000;

  expect(MAX_CALLS_IN_A_ROW * longestCallMs(AWS_CALL)).toBeLessThanOrEqual(timeoutMs - 500);
});
