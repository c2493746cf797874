// Blocks, unblocks, closes or reopens one account of what is deployed, and writes into the environment's log who did it.
// node scripts/infra/account.mjs ENVIRONMENT block|unblock|close|reopen NUMBER [--same-holder]
import process from 'node:process';
import { maskMsisdn, parseMsisdn } from '../../lambda-src/domain/src/msisdn.ts';
import { redactText } from '../../lambda-src/domain/src/redaction.ts';
import { readSettings as readFunctionSettings } from '../../lambda-src/runtime/src/env.ts';
import { numberingPlan } from '../../lambda-src/runtime/src/numbering-plan.ts';
import { ACTIONS, checkChange, doneWord, updateFor } from './account-changes.ts';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { writeOperatorLog } from './operator-log.mjs';
import { readSettings } from './settings.mjs';
import { confirmOrStop, main, UserError } from './steps.mjs';
import { taskFor } from './task-name.mjs';

const SAME_HOLDER = '--same-holder';

const [environment = 'dev', action, ...words] = process.argv.slice(2);
const settings = readSettings(environment);

await main(async () => {
  const spelled = words.filter((word) => word !== SAME_HOLDER).join(' ');
  if (!ACTIONS.includes(action) || spelled === '')
    throw new UserError(
      `Say what to do, and to which number: ${taskFor(environment, `account:dev -- ${ACTIONS.join('|')} 622000001`)}`,
    );
  init(settings);
  const deployed = outputs(settings);
  const msisdn = parseMsisdn(spelled, deployedPlan(deployed));
  if (msisdn === undefined) throw new UserError('This is not a subscriber number of the numbering plan.');
  await change(deployed, msisdn);
});

async function change({ dynamo_db_table: table, log_groups: logGroups }, msisdn) {
  const masked = maskMsisdn(msisdn);
  const key = JSON.stringify({ msisdn: { S: msisdn } });
  const place = ['--table-name', table.name, '--key', key];
  const read = () => call('dynamodb', 'get-item', ...place, '--consistent-read').Item;
  const item = read();
  const check = checkChange(action, item);
  if (check === 'done-already')
    return console.log(`${masked} is ${doneWord(action)} already. Nothing was changed.`);
  if (check !== 'fits') throw new UserError(`${masked}: ${check.no} Nothing was changed.`);
  if (action === 'reopen')
    await confirmOrStop(`Does ${masked} still belong to the holder of the closed account?`, {
      yes: words.includes(SAME_HOLDER),
      again: `An account is reopened for the same holder only, never for a number that was given to somebody else. If it is the same: ${taskFor(environment, `account:dev -- reopen NUMBER ${SAME_HOLDER}`)}`,
    });
  const { Arn: operator } = call('sts', 'get-caller-identity');
  const note = (message) =>
    writeOperatorLog(settings, logGroups['init-user-account'], { message, action, msisdn: masked, operator });
  // First the log, so that no change is without its line.
  note('Operator changes an account');
  const update = JSON.stringify(updateFor(action, table.name, item));
  const answer = aws(['dynamodb', 'update-item', '--cli-input-json', update], { env: settings.childEnv });
  const isRefused = answer.code === 'ConditionalCheckFailedException';
  // The command line repeats a write whose answer was lost, and the repetition fails at what the first one made.
  const isDone = answer.ok || (isRefused && checkChange(action, read()) === 'done-already');
  if (!isDone) {
    note(`Operator’s change ${isRefused ? 'failed' : 'is not confirmed'}`);
    throw new UserError(
      isRefused
        ? `${masked} changed in between. Nothing was changed; run it again.`
        : `aws dynamodb update-item: ${redactText(answer.message)}\nRun it again: it says whether the change was made.`,
    );
  }
  note(`Account ${doneWord(action)} by an operator`);
  console.log(
    `${masked} is ${doneWord(action)}. Logged in ${logGroups['init-user-account']} as done by ${operator}.`,
  );
}

/** What the deployed functions take for a number. */
function deployedPlan({ get_account_info_lambda: { name } }) {
  const { Environment } = call('lambda', 'get-function-configuration', '--function-name', name);
  return readFunctionSettings(Environment?.Variables ?? {}, numberingPlan);
}

function call(...args) {
  const answer = aws(args, { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new UserError(`aws ${args[0]} ${args[1]}: ${redactText(answer.message)}`);
}
