import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Item } from '../../../local-stack/src/emulators/dynamodb/values.ts';
import { type Certificate, createCertificate } from './certificate.ts';
import type { FromDouble, ToDouble } from './protocol.ts';
import type { StoredWrite } from './tables.ts';
import type { Tally } from './tally.ts';

/** AWS, the token issuer and the SMS provider behind TLS, in a second process. */
export interface AwsDouble {
  /** `https://localhost:PORT`. */
  readonly url: string;
  /** For `NODE_EXTRA_CA_CERTS` of its callers. */
  readonly caFile: string;
  /** How long each operation takes from now on, in milliseconds; an operation without an entry takes no time. */
  setLatencies(latenciesMs: Readonly<Record<string, number>>): void;
  /** Empties every table, then writes what the next caller is to find. */
  store(writes: readonly StoredWrite[]): Promise<void>;
  /** Everything that a table holds now. */
  scan(table: string): Promise<readonly Item[]>;
  /** What was counted since the last time; also empties every table. */
  take(): Promise<Tally>;
  stop(): Promise<void>;
}

/** @param jwks the key set that the issuer publishes, as JSON. */
export async function startAwsDouble(jwks: string): Promise<AwsDouble> {
  const certificate: Certificate = await createCertificate();
  const child = fork(path.join(import.meta.dirname, 'main.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const tell = (message: ToDouble): void => void child.send(message);
  tell({ type: 'start', key: certificate.key, cert: certificate.cert, jwks });
  const { port } = await answerOf(child, 'ready');
  return {
    url: `https://localhost:${port}`,
    caFile: certificate.caFile,
    setLatencies: (latenciesMs) => tell({ type: 'latencies', latenciesMs }),
    async store(writes) {
      tell({ type: 'store', writes });
      await answerOf(child, 'stored');
    },
    async scan(table) {
      tell({ type: 'scan', table });
      return (await answerOf(child, 'items')).items;
    },
    async take() {
      tell({ type: 'take' });
      return (await answerOf(child, 'tally')).tally;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await Promise.all([ended, certificate.forget()]);
    },
  };
}

async function answerOf<T extends FromDouble['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromDouble, { type: T }>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromDouble];
    if (message.type === type) return message as Extract<FromDouble, { type: T }>;
  }
}
