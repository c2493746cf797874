import { createOperatorSandbox, type Difference, type Run } from './operator-sandbox.ts';

let leaveAll: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaveAll) leave();
  leaveAll = [];
});

/** Does it when the test is over. */
export function leaveAfterTest(leave: () => void): void {
  leaveAll.push(leave);
}

/** Runs one script of the operators in a sandbox of its own. */
export async function runInSandbox(difference: Difference, script: string, ...words: string[]): Promise<Run> {
  const sandbox = createOperatorSandbox(difference);
  leaveAfterTest(sandbox.leave);
  return sandbox.run(script, ...words);
}
