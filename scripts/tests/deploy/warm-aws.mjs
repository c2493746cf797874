// The AWS command line without its start: the test and its tasks call it some hundreds of times, and Python takes most of a
// second to begin each time. The same program, the same words, the same environment; only Python stays.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * Starts it; `{ folder, stop }`, where `folder` holds an `aws` that asks it. Undefined where the command line is no Python
 * package (version 2 brings a program of its own): then each call starts it, and the test takes longer.
 */
export async function startWarmAws() {
  const python = pythonOfAws();
  if (python === undefined) return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'warm-aws-'));
  const place = path.join(folder, 'socket');
  const server = spawn(python, [path.join(import.meta.dirname, 'warm-aws.py'), place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    server.stdout.once('data', resolve);
    server.once('exit', (status) => reject(new Error(`the warm AWS command line ended with ${status}`)));
  });
  writeFileSync(path.join(folder, 'aws'), clientOf(place));
  chmodSync(path.join(folder, 'aws'), 0o755);
  return {
    folder,
    stop() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The Python whose package the `aws` on the PATH is. */
function pythonOfAws() {
  const version = /^aws-cli\/(1\S+)/.exec(outputOf('aws', ['--version']))?.[1];
  if (version === undefined) return undefined;
  const print = 'import awscli; print(awscli.__version__)';
  return [shebangOf('aws'), 'python3']
    .filter((python) => python !== undefined)
    .find((python) => outputOf(python, ['-c', print]) === version);
}

function outputOf(program, args) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return `${stdout ?? ''}${stderr ?? ''}`.trim();
}

function shebangOf(program) {
  const file = outputOf('which', [program]);
  return file === '' ? undefined : /^#!(\S*python\S*)\s/.exec(readFileSync(realpathSync(file), 'utf8'))?.[1];
}

/** Plain CommonJS, because its name has no ending and its folder no package. */
function clientOf(place) {
  return `#!${process.execPath}
const connection = require('node:net').connect(${JSON.stringify(place)});
const { NODE_OPTIONS: _options, ...env } = process.env;
connection.end(JSON.stringify({ args: process.argv.slice(2), env, cwd: process.cwd() }));
let answer = '';
connection.setEncoding('utf8');
connection.on('data', (text) => (answer += text));
connection.on('end', () => {
  const { status, stdout, stderr } = JSON.parse(answer);
  process.exitCode = status;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
});
`;
}
