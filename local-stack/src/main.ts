import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MANIFEST } from '../../deployment/manifest.ts';
import { watchSources } from './dev/watch-sources.ts';
import { chaos } from './faults/chaos.ts';
import { NO_FAULTS } from './faults/fault-settings.ts';
import { checkBundles, checkNode, UserError, portSentence, readOptions } from './setup/preflight.ts';
import { type Stack } from './stack/stack.ts';
import { wantsColour } from './terminal/styling.ts';
import { createTerminal, type Terminal } from './terminal/terminal.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Longest time that Ctrl-C may take. */
const STOP_LIMIT_MS = 900;

/** Longest time that the audit may take of it. */
const AUDIT_LIMIT_MS = 300;

await main().catch((error: unknown) => {
  const sentence = error instanceof UserError ? error.message : portSentence(error);
  console.error(sentence ?? error);
  process.exit(1);
});

async function main(): Promise<void> {
  checkNode(process.versions.node);
  const options = readOptions(process.env, process.argv.slice(2));
  checkBundles(root, options.functionsFolder);
  silenceExperimentalWarnings();
  // Loaded after the checks, so that their sentences do not wait for the emulators.
  const { startStack } = await import('./stack/stack.ts');
  const terminal = createTerminal({
    out: process.stdout,
    json: options.json,
    colour: wantsColour(process.env, process.stdout.isTTY),
    clock: () => new Date(),
  });
  const { port, awsPort, speed, chaosSeed, hasGuard } = options;
  const { functionsFolder = path.join(root, 'lambda-src') } = options;
  const faults = chaosSeed === undefined ? NO_FAULTS : chaos(chaosSeed);
  const ports = { port, awsPort };
  const deployed = { root, manifest: MANIFEST, given: process.env, functionsFolder };
  const starting = startStack({ ...deployed, ...ports, speed, hasGuard, faults, observer: terminal });
  stopOnSignals(starting, terminal);
  const { base, awsEndpoint, token } = await starting;
  terminal.ready({ base, awsEndpoint, token: await token() });
  // The line appears in both modes, and standard output stays JSON.
  if (options.json) console.error(`ready ${base}`);
  if (options.watch) process.once('exit', watchSources(root, terminal.note));
}

function stopOnSignals(starting: Promise<Stack>, terminal: Terminal): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    terminal.close();
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    void starting
      .then(async (stack) => {
        await endOfSession(stack, terminal);
        await stack.stop();
      })
      .finally(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  // Started by `npm start` or by a test: when that dies without a word, its ports must come free.
  if (process.send !== undefined) process.once('disconnect', stop);
}

/** Shows what was injected and what the audit finds. */
async function endOfSession({ audit, faults }: Stack, terminal: Terminal): Promise<void> {
  const finished = await Promise.race([
    audit().catch(() => undefined),
    delay(AUDIT_LIMIT_MS, undefined, { ref: false }),
  ]);
  if (finished === undefined) terminal.note('The audit did not end in time.');
  else terminal.audit(finished, { injected: faults.injected(), seed: faults.current().seed });
}

/** fauxqs loads Node's SQLite and Node strips types: both warn on every start and neither is news to the operator. */
function silenceExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(`${warning.name}: ${warning.message}`);
  });
}
