import { type ChildProcess, spawn } from 'node:child_process';
import { createOrphanReaper } from '../../../src/runtime/orphan-reaper.ts';

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

describe('createOrphanReaper', () => {
  it('ends the processes that are still named when the watch ends', async () => {
    const reaper = createOrphanReaper();
    const [first, second] = [child(), child()];
    reaper.add(first.pid);
    reaper.add(second.pid);
    reaper.stop();
    expect(await Promise.all([first.ended, second.ended])).toEqual(['SIGKILL', 'SIGKILL']);
  });

  it('leaves alone whose number was taken back, wherever it stands in the list', async () => {
    const reaper = createOrphanReaper();
    const processes = [child(), child(), child(), child()];
    for (const { pid } of processes) reaper.add(pid);
    const spared = [processes[0]!, processes[2]!];
    for (const { pid } of spared) reaper.remove(pid);
    reaper.stop();
    await Promise.all([processes[1]!.ended, processes[3]!.ended]);
    for (const { pid } of spared) expect(() => process.kill(pid, 0)).not.toThrow();
  });
});
