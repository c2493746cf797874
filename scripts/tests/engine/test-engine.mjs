// Holds the rules of the local DynamoDB against a second, independent engine: moto's server. Where moto is known to
// differ from AWS, the list of deviations says so, and fails when moto has mended one.
// node scripts/tests/engine/test-engine.mjs [options of Jest]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';
import { startMoto } from '../deploy/tools.mjs';

const moto = await startMoto();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [
    jest,
    '--selectProjects',
    'contract',
    '--testPathPatterns',
    'local-stack/tests/contract/dynamodb',
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
