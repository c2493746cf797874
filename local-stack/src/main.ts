import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_FAULTS, type FaultSettings } from './faults/fault-settings.ts';
import { checkBundles, checkNode, OperatorError, portSentence, readOptions } from './preflight.ts';
import { type Stack } from './stack.ts';
import { wantsColour } from './terminal/styling.ts';
import { createTerminal } from './terminal/terminal.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Longest time that Ctrl-C may take. */
const STOP_LIMIT_MS = 900;

await main().catch((error: unknown) => {
  const sentence = error instanceof OperatorError ? error.message : portSentence(error);
  console.error(sentence ?? error);
  process.exit(1);
});

async function main(): Promise<void> {
  checkNode(process.versions.node);
  const options = readOptions(process.env, process.argv.slice(2));
  checkBundles(root);
  silenceExperimentalWarnings();
  // Loaded after the checks, so that their sentences do not wait for the engines.
  const { startStack } = await import('./stack.ts');
  const terminal = createTerminal({
    out: process.stdout,
    json: options.json,
    colour: wantsColour(process.env, process.stdout.isTTY),
    clock: () => new Date(),
  });
  const starting = startStack({ root, ...options, faults: chaos(options.chaosSeed), observer: terminal });
  stopOnSignals(starting, terminal.close);
  const { base, awsEndpoint, token } = await starting;
  terminal.ready({ base, awsEndpoint, token: await token() });
  // Whoever waits for the line finds it in both modes, and standard output stays JSON.
  if (options.json) console.error(`ready ${base}`);
}

/** `--chaos=SEED`: deliveries twice and out of order, and functions that die behind their writes. */
function chaos(seed: number | undefined): FaultSettings {
  return seed === undefined ? NO_FAULTS : { ...NO_FAULTS, seed, duplicate: 0.2, reorder: 0.3, crash: 0.05 };
}

function stopOnSignals(starting: Promise<Stack>, close: () => void): void {
  const stop = (): void => {
    close();
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    void starting.then((stack) => stack.stop()).finally(() => process.exit(0));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
  // Started by `npm start` or by a test: when that dies without a word, its ports must come free.
  if (process.send !== undefined) process.once('disconnect', stop);
}

/** fauxqs loads Node's SQLite and Node strips types: both warn on every start and neither is news to the operator. */
function silenceExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(`${warning.name}: ${warning.message}`);
  });
}
