// Holds the rules of the local DynamoDB against a second, independent engine: moto's server. Where moto is known to
// differ from AWS, the list of deviations says so, and fails when moto has mended one. Then runs the disaster drills there,
// on its DynamoDB and its SQS, and the rules of the request guard on a real Valkey or Redis.
// node scripts/tests/engine/test-engine.mjs [options of Jest]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';
import { findValkeyServer } from '../../../lambda-src/testing/src/valkey-server.ts';
import { startMoto } from '../deploy/tools.mjs';

// Nothing is skipped; where moto cannot do what AWS does, something of ours stands in its place, and this says so.
console.log(
  'moto throttles no table: in the drills the client itself answers as a throttled one does.\n' +
    'moto takes whole tables back with a cancelled transaction: in the drills calls reach it one after another.',
);
const valkey = findValkeyServer(process.env);
if (valkey === undefined) {
  console.error(
    'No valkey-server or redis-server found: set VALKEY_SERVER, or install one (Debian: apt-get install -y redis-server).',
  );
  process.exit(1);
}
const moto = await startMoto();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [
    jest,
    '--selectProjects',
    'contract',
    '--testPathPatterns',
    'local-stack/tests/contract/(dynamodb/|ledger-drills)|adapters/tests/contract/valkey/request-guard',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${moto.port}`,
      VALKEY_SERVER: valkey,
    },
  },
);
moto.stop();
process.exit(status ?? 1);
