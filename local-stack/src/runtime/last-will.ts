import { type ChildProcess, spawn } from 'node:child_process';

/** What is done when this process dies without a word: the processes that are named here die too. */
export interface LastWill {
  add(pid: number): void;
  /** The process ended by itself; its number may soon be somebody else's. */
  remove(pid: number): void;
  /** Nobody is needed to watch any more; what is still named ends now. */
  stop(): void;
}

/**
 * Reads "+ pid" and "- pid" until its input ends, which is when this process is gone, however it went. Ctrl-C reaches
 * the whole terminal; whoever executes a will must not die of it first.
 */
const EXECUTOR = `
trap '' INT TERM HUP
doomed=' '
while read -r sign pid; do
  case $sign in
    +) doomed="$doomed$pid " ;;
    -) doomed="\${doomed%% $pid *} \${doomed#* $pid }" ;;
  esac
done
kill -9 $doomed
`;

/**
 * A function normally ends by itself when its host is gone, but one in an endless synchronous loop never looks. A
 * watching thread in each would cost every cold start 40 ms and 14 MB; one shell for all costs neither. Windows has no
 * such shell: there a looping function must be ended by hand.
 */
export function createLastWill(platform: NodeJS.Platform = process.platform): LastWill {
  let executor: ChildProcess | undefined;
  const write = (line: string): void => {
    if (platform === 'win32') return;
    executor ??= startExecutor();
    executor.stdin?.write(line);
  };
  return {
    add: (pid) => write(`+ ${pid}\n`),
    remove: (pid) => write(`- ${pid}\n`),
    stop: () => void executor?.stdin?.end(),
  };
}

function startExecutor(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', EXECUTOR], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a shell, or with one that somebody killed, a looping function stays: no reason to fail over.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child;
}
