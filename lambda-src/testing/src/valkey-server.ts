import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';

/** A real Valkey or Redis, as a process of its own. */
export interface ValkeyServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Redis 7.2 and Valkey 7.2 are one code; what the guard asks for has been the same since long before. */
const PROGRAMS = ['valkey-server', 'redis-server'];

/** The program of a real server: `VALKEY_SERVER` names it, else it is looked for on the PATH. */
export function findValkeyServer(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['VALKEY_SERVER'];
  if (named) return named;
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  return PROGRAMS.flatMap((program) => folders.map((folder) => path.join(folder, program))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a server on the loopback interface that keeps nothing on disk.
 *
 * @param users further users, as the directive `user` of its configuration takes them.
 * @throws Error with what the server printed, where it ends instead of starting.
 */
export async function startValkeyServer(
  program: string,
  users: readonly string[] = [],
): Promise<ValkeyServer> {
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  const child = spawn(program, [...settings, ...users.flatMap((user) => ['--user', ...user.split(' ')])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${printed.join('')}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed.push(chunk.toString());
        if (printed.join('').includes('Ready to accept connections')) resolve();
      });
  });
  return { host: '127.0.0.1', port, stop: () => stop(child) };
}

/** Such a server takes no port 0; what was free a moment ago still is, but for the rarest of chances. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
