// Rings one alarm for a minute, to show whether it is heard.
// node scripts/infra/alarm-test.mjs ENVIRONMENT [ALARM]
import process from 'node:process';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const [environment = 'dev', alarm = 'account-requests-dead-letters'] = process.argv.slice(2);
const settings = readSettings(environment);

await main(() => {
  init(settings);
  const { alarm_topic: topic } = outputs(settings);
  const name = `${settings.prefix}-${alarm}`;
  const known = call('cloudwatch', 'describe-alarms', '--alarm-names', name).MetricAlarms ?? [];
  if (known.length === 0)
    throw new UserError(
      `there is no alarm ${name}; their names: aws cloudwatch describe-alarms --alarm-name-prefix ${settings.prefix} --query "MetricAlarms[].AlarmName"`,
    );
  const listeners = (
    call('sns', 'list-subscriptions-by-topic', '--topic-arn', topic).Subscriptions ?? []
  ).map(
    ({ Endpoint, SubscriptionArn }) =>
      `${Endpoint}${SubscriptionArn === 'PendingConfirmation' ? ' (has not confirmed: hears nothing)' : ''}`,
  );
  call(
    'cloudwatch',
    'set-alarm-state',
    '--alarm-name',
    name,
    '--state-value',
    'ALARM',
    '--state-reason',
    'A test of the alarm, by task alarm:test',
  );
  console.log(`${name} rings; it falls silent by itself at its next evaluation.`);
  console.log(
    listeners.length > 0
      ? `Who should hear it: ${listeners.join(', ')}`
      : 'No address is subscribed: set alarm_email in terraform.tfvars (settings) and deploy.',
  );
});

function call(...args) {
  const answer = aws(args, { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new UserError(`aws ${args[0]} ${args[1]}: ${answer.message}`);
}
