import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const AUDIT = {
  verdict: 'consistent',
  accounts: 1,
  events: 1,
  transactions: { completed: 0, failed: 0, pending: 0 },
  movements: 0,
  queue: { visible: 0, inFlight: 0, delayed: 0 },
  deadLetters: 0,
  sms: 1,
  emails: 0,
  findings: [],
};

/** Runs the command against a stack with this audit. */
async function setup({ audit = AUDIT, args = [] as string[] } = {}) {
  const answers: Record<string, unknown> = {
    '/_local/audit': audit,
    '/_local/faults/injected': {},
    '/_local/faults': { seed: 7 },
  };
  const server = createServer((request, response) => {
    response.end(JSON.stringify(answers[request.url ?? ''] ?? null));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = { ...process.env, PORT: String((server.address() as AddressInfo).port) };
  const told = await new Promise<{ code: number; output: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['local-stack/src/verify.ts', ...args],
      { cwd: ROOT, env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
  server.close();
  return told;
}

describe('npm run verify', () => {
  it('needs no option: the stack of this machine is the default', async () => {
    const { code, output } = await setup();
    expect(code).toBe(0);
    expect(output).toContain('The audit finds no contradiction');
  });

  it('says the same when --local is spelled out', async () => {
    expect((await setup({ args: ['--local'] })).code).toBe(0);
  });

  it.each([
    ['inconsistent', 1],
    ['under-way', 3],
  ])('ends with its own code where the audit is %s', async (verdict, code) => {
    expect((await setup({ audit: { ...AUDIT, verdict } })).code).toBe(code);
  });

  it('prints one line of JSON for programs', async () => {
    const { output } = await setup({ args: ['--json'] });
    expect(JSON.parse(output)).toEqual({ seed: 7, injected: {}, ...AUDIT });
  });

  it('says how to start a stack where none answers', async () => {
    // Port 9 (discard) has no listener on a machine that anybody still uses.
    const { code, output } = await setup({ args: ['--base=http://127.0.0.1:9'] });
    expect(code).toBe(2);
    expect(output).toContain('Type: npm start');
  });

  it.each(['--remote', '--base=nowhere'])('shows how it is used, given %s', async (arg) => {
    const { code, output } = await setup({ args: [arg] });
    expect(code).toBe(2);
    expect(output).toContain('usage: npm run verify');
  });
});
