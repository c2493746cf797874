import { type ChildProcess, spawn } from 'node:child_process';

/** Kills the processes that this one started, should it die without stopping them. */
export interface OrphanReaper {
  add(pid: number): void;
  /** The process ended by itself; the system may give its number to another one. */
  remove(pid: number): void;
  /** Ends the watch; processes that are still named are killed now. */
  stop(): void;
}

/**
 * Reads "+ pid" and "- pid" until its input ends, which is when this process is gone, for whatever reason. Ctrl-C
 * reaches every process of the terminal, so the reaper ignores it.
 */
const REAPER = `
trap '' INT TERM HUP
orphans=' '
while read -r sign pid; do
  case $sign in
    +) orphans="$orphans$pid " ;;
    -) orphans="\${orphans%% $pid *} \${orphans#* $pid }" ;;
  esac
done
kill -9 $orphans
`;

/**
 * A function normally ends by itself when its host is gone, but one in an endless synchronous loop never looks. A
 * watching thread in each would cost every cold start 40 ms and 14 MB; one shell for all costs neither. Windows has no
 * such shell: there a looping function must be ended by hand.
 */
export function createOrphanReaper(platform: NodeJS.Platform = process.platform): OrphanReaper {
  let shell: ChildProcess | undefined;
  const write = (line: string): void => {
    if (platform === 'win32') return;
    shell ??= startShell();
    shell.stdin?.write(line);
  };
  return {
    add: (pid) => write(`+ ${pid}\n`),
    remove: (pid) => write(`- ${pid}\n`),
    stop: () => void shell?.stdin?.end(),
  };
}

function startShell(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', REAPER], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a shell, or after it was killed, a looping function stays; that does not stop the stack.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child;
}
