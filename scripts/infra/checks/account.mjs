// What the account already holds: who we are there, where the state is, which roles, addresses and zones exist.
import { aws } from '../aws.mjs';
import { BUCKET_FAULTS, lookAtStateBucket } from '../state-bucket.mjs';
import { taskFor } from '../task-name.mjs';

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
  const bucket = lookAtStateBucket(settings);
  if (bucket.kind !== 'there')
    return { name, state: 'fault', ...BUCKET_FAULTS[bucket.kind](settings, bucket.says) };
  const elsewhere = bucket.region === settings.region ? '' : ` (in ${bucket.region})`;
  return { name, state: 'ok', says: `${settings.stateBucket}${elsewhere}` };
}

function stateLock(settings) {
  const key = `${settings.stateKey}.tflock`;
  if (!ask(settings, 's3api', 'head-object', '--bucket', settings.stateBucket, '--key', key).ok)
    return undefined;
  return {
    name: 'state lock',
    state: 'fault',
    says: `a run on ${settings.environment} is under way, or was cut off: s3://${settings.stateBucket}/${key} is there`,
    mend: `wait; or, when no run is under way, read it for its ID (aws s3 cp s3://${settings.stateBucket}/${key} -) and: terraform -chdir=infra-as-code/environments/${settings.environment} force-unlock ID`,
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
  const account = ask(settings, 'sesv2', 'get-account');
  const sandbox = account.ok && account.data.ProductionAccessEnabled === false;
  return [
    identity(settings, address, {
      unverified: 'the deployment has SES write to it',
      mend: `open SES’s mail and follow its link within 24 hours, else no e-mail is sent; another mail: ${taskFor(settings.environment, 'ses:verify-dev')}`,
    }),
    ...(domainIsOn(settings) ? [domainIdentity(settings)] : []),
    ...(sandbox
      ? [
          {
            name: 'SES',
            state: 'note',
            says: 'the account is in the SES sandbox: it writes to verified addresses only, which is enough for the back office',
          },
        ]
      : []),
  ];
}

function domainIdentity(settings) {
  return identity(settings, settings.variable('domain'), {
    unverified: 'no e-mail can come from it before',
    mend: `the environment that owns the domain’s mail makes it; exactly one sets manage_mail_domain = true (dev does by itself)`,
  });
}

function identity(settings, name, { unverified, mend }) {
  const answer = ask(settings, 'ses', 'get-identity-verification-attributes', '--identities', name);
  const status = answer.data?.VerificationAttributes?.[name]?.VerificationStatus;
  if (status === 'Success') return { name: 'SES', state: 'ok', says: `${name} is verified` };
  return {
    name: 'SES',
    state: 'note',
    says: `${name} is not verified yet (${status ?? 'unknown to SES'}); ${unverified}`,
    mend,
  };
}

const domainIsOn = (settings) => settings.variable('apply_custom_domain', 'false') === 'true';

/** The API's host, as environments/ENVIRONMENT/main.tf makes it. */
export function apiHost(settings) {
  const first = settings.environment === 'dev' ? 'api' : `api.${settings.environment}`;
  return `${settings.variable('api_subdomain', first)}.${settings.variable('domain')}`;
}

/** A host serves one API: an apply would stop half-way where another environment, or another project, has it. */
function hostOwner(settings) {
  const host = apiHost(settings);
  const mappings = ask(settings, 'apigateway', 'get-base-path-mappings', '--domain-name', host);
  const others = (mappings.data?.items ?? [])
    .map(({ restApiId }) => ask(settings, 'apigateway', 'get-rest-api', '--rest-api-id', restApiId))
    .map((api) => api.data?.name)
    .filter((name) => name !== undefined && name !== settings.prefix);
  if (others.length === 0) return { name: 'API host', state: 'ok', says: host };
  return {
    name: 'API host',
    state: 'fault',
    says: `${host} belongs to ${others.join(', ')}`,
    mend: `give this environment a host of its own: api_subdomain = "api.${settings.environment}" in terraform.tfvars`,
  };
}

function hostedZone(settings) {
  if (!domainIsOn(settings)) return [];
  const domain = settings.variable('domain');
  const name = 'hosted zone';
  const answer = ask(settings, 'route53', 'list-hosted-zones-by-name', '--dns-name', `${domain}.`);
  const found = (answer.data?.HostedZones ?? []).some(
    (zone) => zone.Name === `${domain}.` && !zone.Config?.PrivateZone,
  );
  return found
    ? [{ name, state: 'ok', says: domain }, hostOwner(settings)]
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

/** A trail that is off, or that leaves out what is done to keys, tells EventBridge nothing. */
function trail(settings) {
  const name = 'CloudTrail';
  const trails = ask(settings, 'cloudtrail', 'describe-trails').data?.trailList ?? [];
  const looked = trails.map((one) => ({
    name: one.Name,
    ...lookAtTrail(settings, one.TrailARN ?? one.Name),
  }));
  const good = looked.find(({ mend }) => mend === undefined);
  if (good) return { name, state: 'ok', says: good.name };
  const says = looked.map((one) => `${one.name} ${one.says}`).join(', ') || 'the account has no trail';
  return {
    name,
    state: 'note',
    says: `${says}, so no alarm follows when the environment’s key is disabled`,
    mend: looked[0]?.mend ?? 'make one: CloudTrail console, Create trail (management events)',
  };
}

function lookAtTrail(settings, arn) {
  const on = ask(settings, 'cloudtrail', 'get-trail-status', '--name', arn).data?.IsLogging === true;
  if (!on) return { says: 'is off', mend: `aws cloudtrail start-logging --name ${arn}` };
  const { data } = ask(settings, 'cloudtrail', 'get-event-selectors', '--trail-name', arn);
  if (data === undefined || tellsOfKeys(data)) return {};
  return {
    says: 'leaves out what is done to keys',
    mend: 'CloudTrail console, the trail, Management events, Edit: Write on, Exclude AWS KMS events off',
  };
}

const KMS = 'kms.amazonaws.com';

/**
 * True where one selector takes DisableKey, which is a management event that writes.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
 */
function tellsOfKeys({ EventSelectors: basic, AdvancedEventSelectors: advanced }) {
  return (
    (basic ?? []).some(
      ({
        IncludeManagementEvents: management,
        ReadWriteType: kind,
        ExcludeManagementEventSources: without,
      }) => management !== false && kind !== 'ReadOnly' && !(without ?? []).includes(KMS),
    ) ||
    (advanced ?? []).some(
      ({ FieldSelectors: fields }) =>
        fields.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Management')) &&
        fields.every((field) => takes(field)),
    )
  );
}

/** True where a field selector leaves DisableKey in. */
function takes({ Field: field, Equals: equal, NotEquals: other }) {
  const value = { readOnly: 'false', eventSource: KMS, eventName: 'DisableKey' }[field];
  return value === undefined || ((equal?.includes(value) ?? true) && !(other ?? []).includes(value));
}
