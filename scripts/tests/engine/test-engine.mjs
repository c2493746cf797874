// Holds the rules of the local DynamoDB against a second, independent engine: moto's server. Where moto is known to
// differ from AWS, the list of deviations says so, and fails when moto has mended one. Then runs the disaster drills there,
// on its DynamoDB and its SQS.
// node scripts/tests/engine/test-engine.mjs [options of Jest]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';
import { startMoto } from '../deploy/tools.mjs';

// Nothing is skipped; where moto cannot do what AWS does, something of ours stands in its place, and this says so.
console.log(
  'moto throttles no table: in the drills the client itself answers as a throttled one does.\n' +
    'moto takes whole tables back with a cancelled transaction: in the drills calls reach it one after another.',
);
const moto = await startMoto();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [
    jest,
    '--selectProjects',
    'contract',
    '--testPathPatterns',
    'local-stack/tests/contract/(dynamodb/|ledger-drills)',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DYNAMODB_ENDPOINT: `http://127.0.0.1:${moto.port}` },
  },
);
moto.stop();
process.exit(status ?? 1);
