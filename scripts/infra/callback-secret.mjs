// The secret with which one client verifies our callbacks: the only line on standard output. It is made of the master in the
// parameter store and the client's `sub`, and is kept nowhere.
// node scripts/infra/callback-secret.mjs ENVIRONMENT SUB
import process from 'node:process';
import { clientSecretOf, parseSigningMasters } from '../../lambda-src/domain/src/ledger/callback.ts';
import { aws } from './aws.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';
import { taskFor } from './task-name.mjs';

const [environment = 'dev', ...words] = process.argv.slice(2);

await main(() => {
  const [client] = words;
  if (!client || words.length > 1)
    throw new UserError(
      `Say for which client, by the sub of its tokens: ${taskFor(environment, 'callback-secret:dev -- SUB')}`,
    );
  console.log(clientSecretOf(readCurrentMaster(), client));
});

/** New clients get the secret of the current master; the previous one is for those that have not changed over yet. */
function readCurrentMaster() {
  const { project, childEnv: env } = readSettings(environment);
  const name = `/${project}/${environment}/callback-signing-secret`;
  const answer = aws(['ssm', 'get-parameter', '--name', name, '--with-decryption'], { env });
  if (answer.code === 'ParameterNotFound')
    throw new UserError(`There is no ${name}: set settings.callback_allowed_hosts, and deploy.`);
  if (!answer.ok) throw new UserError(`AWS does not give ${name}: ${answer.message}`);
  try {
    return parseSigningMasters(answer.data.Parameter.Value).current;
  } catch (error) {
    // It never quotes the value.
    throw new UserError(`${error.message}: set FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET, and deploy.`);
  }
}
