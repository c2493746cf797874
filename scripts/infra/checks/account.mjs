// What the account already holds: who we are there, where the state is, which roles, addresses and zones exist.
import { aws } from '../aws.mjs';

/** Stops after the identity when that is wrong: every later answer would be about the wrong account. */
export function accountChecks(settings) {
  const identity = identityCheck(settings);
  if (identity.state !== 'ok') return [identity];
  return [
    identity,
    stateBucket(settings),
    stateLock(settings),
    loggingRole(settings),
    ...mailIdentity(settings),
    ...hostedZone(settings),
    concurrency(settings),
    trail(settings),
  ].filter(Boolean);
}

const ask = (settings, ...args) => aws(args, { env: settings.childEnv });

function identityCheck(settings) {
  const name = 'identity';
  const answer = ask(settings, 'sts', 'get-caller-identity');
  if (!answer.ok) {
    // AWS says ExpiredToken; a profile of IAM Identity Center says that its session or token "has expired".
    if (/expired/i.test(`${answer.code} ${answer.message}`))
      return {
        name,
        state: 'fault',
        says: 'the credentials have expired',
        mend: 'aws sso login, or put new keys into .envrc',
      };
    if (/locate credentials|NoCredentials/.test(answer.message))
      return {
        name,
        state: 'fault',
        says: 'there are no credentials',
        mend: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in .envrc',
      };
    return {
      name,
      state: 'fault',
      says: answer.message.split('\n').at(-1),
      mend: 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and the network',
    };
  }
  const { Account: account, Arn: arn } = answer.data;
  if (account === settings.accountId) return { name, state: 'ok', says: `${arn} in ${account}` };
  return {
    name,
    state: 'fault',
    says: `these credentials are of account ${account}, AWS_ACCOUNT_ID says ${settings.accountId}`,
    mend: 'take the other credentials, or correct AWS_ACCOUNT_ID',
  };
}

function stateBucket(settings) {
  const name = 'state bucket';
  const answer = ask(settings, 's3api', 'head-bucket', '--bucket', settings.stateBucket);
  if (answer.ok) return { name, state: 'ok', says: settings.stateBucket };
  if (answer.code === '404' || /404|NoSuchBucket/.test(answer.message))
    return { name, state: 'fault', says: `${settings.stateBucket} does not exist`, mend: 'task bootstrap' };
  return {
    name,
    state: 'fault',
    says: `${settings.stateBucket} is not ours to read (${answer.message.split('\n').at(-1)})`,
    mend: 'set FINTECH_SOLUTION_STATE_BUCKET to another name, then: task bootstrap',
  };
}

function stateLock(settings) {
  const key = `${settings.stateKey}.tflock`;
  if (!ask(settings, 's3api', 'head-object', '--bucket', settings.stateBucket, '--key', key).ok)
    return undefined;
  return {
    name: 'state lock',
    state: 'fault',
    says: `somebody is at work on ${settings.environment}, or was cut off: s3://${settings.stateBucket}/${key} is there`,
    mend: `wait; or, when nobody is, read it for its ID (aws s3 cp s3://${settings.stateBucket}/${key} -) and: terraform -chdir=infra-as-code/environments/${settings.environment} force-unlock ID`,
  };
}

function loggingRole(settings) {
  const name = 'API Gateway logging role';
  const answer = ask(settings, 'apigateway', 'get-account');
  if (answer.ok && answer.data.cloudwatchRoleArn)
    return { name, state: 'ok', says: answer.data.cloudwatchRoleArn };
  return {
    name,
    state: 'fault',
    says: `this region’s API Gateway has no role to write logs with${answer.ok ? '' : ` (${answer.code})`}`,
    mend: 'task bootstrap',
  };
}

function mailIdentity(settings) {
  const address = settings.variable('test_email');
  if (!address || settings.variable('enable_email_notifications') === 'OFF') return [];
  const name = 'SES';
  const answer = ask(settings, 'ses', 'get-identity-verification-attributes', '--identities', address);
  const status = answer.data?.VerificationAttributes?.[address]?.VerificationStatus;
  const identity =
    status === 'Success'
      ? { name, state: 'ok', says: `${address} is verified` }
      : {
          name,
          state: 'note',
          says: `${address} is not verified yet (${status ?? 'unknown to SES'}); the deployment has SES write to it`,
          mend: 'open that mail and follow its link, else no e-mail is sent',
        };
  const account = ask(settings, 'sesv2', 'get-account');
  const sandbox = account.ok && account.data.ProductionAccessEnabled === false;
  return sandbox
    ? [
        identity,
        {
          name,
          state: 'note',
          says: 'the account is in the SES sandbox: it writes to verified addresses only, which is enough for the back office',
        },
      ]
    : [identity];
}

function hostedZone(settings) {
  if (settings.variable('apply_custom_domain', 'false') !== 'true') return [];
  const domain = settings.variable('domain');
  const name = 'hosted zone';
  const answer = ask(settings, 'route53', 'list-hosted-zones-by-name', '--dns-name', `${domain}.`);
  const found = (answer.data?.HostedZones ?? []).some(
    (zone) => zone.Name === `${domain}.` && !zone.Config?.PrivateZone,
  );
  return found
    ? [{ name, state: 'ok', says: domain }]
    : [
        {
          name,
          state: 'fault',
          says: `there is no public hosted zone ${domain} in this account`,
          mend: `aws route53 create-hosted-zone --name ${domain} --caller-reference "$(date +%s)", then point the domain at its name servers`,
        },
      ];
}

function concurrency(settings) {
  const name = 'Lambda concurrency';
  const limit = ask(settings, 'lambda', 'get-account-settings').data?.AccountLimit?.ConcurrentExecutions;
  if (limit === undefined) return undefined;
  if (limit >= 50) return { name, state: 'ok', says: `${limit} executions at once` };
  return {
    name,
    state: 'note',
    says: `the account may run ${limit} executions at once, as new accounts do; enough to try, soon too few`,
    mend: 'ask for more: Service Quotas, AWS Lambda, Concurrent executions',
  };
}

function trail(settings) {
  const name = 'CloudTrail';
  const trails = ask(settings, 'cloudtrail', 'describe-trails').data?.trailList ?? [];
  if (trails.length > 0) return { name, state: 'ok', says: trails[0].Name };
  return {
    name,
    state: 'note',
    says: 'the account has no trail, so nobody is told when the environment’s key is disabled',
    mend: 'make one: CloudTrail console, Create trail (management events)',
  };
}
