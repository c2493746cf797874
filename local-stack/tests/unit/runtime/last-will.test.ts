import { type ChildProcess, spawn } from 'node:child_process';
import { createLastWill } from '../../../src/runtime/last-will.ts';

const children: ChildProcess[] = [];

function child() {
  const started = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  children.push(started);
  const ended = new Promise<string | null>((resolve) =>
    started.once('exit', (_code, signal) => resolve(signal)),
  );
  return { pid: started.pid!, ended, kill: () => started.kill('SIGKILL') };
}

afterEach(() => {
  for (const started of children.splice(0)) started.kill('SIGKILL');
});

describe('createLastWill', () => {
  it('ends the processes that are still named when nobody is left to watch', async () => {
    const will = createLastWill();
    const [first, second] = [child(), child()];
    will.add(first.pid);
    will.add(second.pid);
    will.stop();
    expect(await Promise.all([first.ended, second.ended])).toEqual(['SIGKILL', 'SIGKILL']);
  });

  it('leaves alone whose number was taken back, wherever it stands in the list', async () => {
    const will = createLastWill();
    const processes = [child(), child(), child(), child()];
    for (const { pid } of processes) will.add(pid);
    const spared = [processes[0]!, processes[2]!];
    for (const { pid } of spared) will.remove(pid);
    will.stop();
    await Promise.all([processes[1]!.ended, processes[3]!.ended]);
    for (const { pid } of spared) expect(() => process.kill(pid, 0)).not.toThrow();
  });
});
