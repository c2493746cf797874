import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { copyRepository } from './copied-repository.ts';

const SENTENCES = 'lambda-src/get-account-info/src/responses.ts';

/** A copy of the repository that a test may edit, and the stack that runs in it. */
async function setup() {
  const root = copyRepository();
  const child = spawn(process.execPath, ['local-stack/src/main.ts', '--watch'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', PORT: '0', AWS_PORT: '0', LOCAL_SPEED: '60' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  /** The next line that matches, counted from the last one that was asked for. */
  let read = 0;
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines.findIndex((line, index) => index >= read && pattern.test(line));
        if (found < 0) return;
        read = found + 1;
        listeners.delete(look);
        resolve(lines[found]!);
      };
      listeners.add(look);
      look();
    });
  const base = (await said(/^ready /)).slice('ready '.length);
  const token = await (await fetch(`${new URL(base).origin}/_local/token`)).text();
  const file = path.join(root, SENTENCES);
  return {
    said,
    edit: (change: (source: string) => string) => writeFileSync(file, change(readFileSync(file, 'utf8'))),
    async ask() {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${base}/get-account-info/msisdn/12`, { headers });
      return ((await response.json()) as { code: string }).code;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

it('runs what was edited with the next call, keeps running what cannot be built, and says both', async () => {
  const { said, edit, ask, stop } = await setup();
  try {
    const before = await ask();
    await said(/watching lambda-src/);

    edit((source) => source.replaceAll(before, 'EDITED'));
    await said(/rebuilt get-account-info in \d+ ms: the next call runs the new code/);
    expect(await ask()).toBe('EDITED');

    edit((source) => `${source}\nthis is no TypeScript`);
    await said(/get-account-info could not be built; what runs keeps running/);
    expect(await ask()).toBe('EDITED');
  } finally {
    await stop();
  }
});
