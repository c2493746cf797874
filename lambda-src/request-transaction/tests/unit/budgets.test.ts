import { functions } from '../../../../deployment/manifest.json';
import { BUDGET_MS } from '../../src/budgets.ts';

it("lets a reversal whose three calls take as long as they may end inside the function's time-out", () => {
  const timeoutMs = functions['request-transaction'].timeoutSeconds * 1_000;

  expect(BUDGET_MS).toBeLessThanOrEqual(timeoutMs - 500);
});
