// Asks moto itself for what the proxy answers in its place. A probe that finds the gap closed makes the deploy test fail:
// then its entry in moto-gaps.mjs must go.
import { spawnSync } from 'node:child_process';

const BUCKET = 'probe-bucket';
const lifecycle = {
  Rules: [
    {
      ID: 'probe',
      Status: 'Enabled',
      Filter: {},
      NoncurrentVersionExpiration: { NoncurrentDays: 9, NewerNoncurrentVersions: 5 },
    },
  ],
};
const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${BUCKET}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'maybe' } },
    },
  ],
};

export const probes = [
  {
    id: 's3-lifecycle',
    stillLacks(url) {
      call(
        url,
        's3api',
        'create-bucket',
        '--bucket',
        BUCKET,
        '--create-bucket-configuration',
        'LocationConstraint=ca-central-1',
      );
      call(
        url,
        's3api',
        'put-bucket-lifecycle-configuration',
        '--bucket',
        BUCKET,
        '--lifecycle-configuration',
        JSON.stringify(lifecycle),
      );
      stillMissing(
        call(url, 's3api', 'get-bucket-lifecycle-configuration', '--bucket', BUCKET),
        'NewerNoncurrentVersions',
      );
    },
  },
  {
    id: 's3-notification',
    stillLacks(url) {
      call(
        url,
        's3api',
        'put-bucket-notification-configuration',
        '--bucket',
        BUCKET,
        '--notification-configuration',
        '{"EventBridgeConfiguration":{}}',
      );
      stillMissing(
        call(url, 's3api', 'get-bucket-notification-configuration', '--bucket', BUCKET),
        'EventBridgeConfiguration',
      );
    },
  },
  {
    id: 's3-policy',
    stillLacks(url) {
      call(url, 's3api', 'put-bucket-policy', '--bucket', BUCKET, '--policy', JSON.stringify(policy));
      if (ask(url, 's3api', 'put-object', '--bucket', BUCKET, '--key', 'x').status === 0)
        throw new Error('moto now looks at a bucket policy’s conditions');
      call(url, 's3api', 'delete-bucket-policy', '--bucket', BUCKET);
      call(url, 's3api', 'delete-bucket', '--bucket', BUCKET);
    },
  },
  {
    id: 'sqs-redrive-policies',
    stillLacks(url) {
      const { QueueUrl } = JSON.parse(
        call(
          url,
          'sqs',
          'create-queue',
          '--queue-name',
          'probe-queue',
          '--attributes',
          '{"RedriveAllowPolicy":"{\\"redrivePermission\\":\\"denyAll\\"}"}',
        ),
      );
      const answer = call(
        url,
        'sqs',
        'get-queue-attributes',
        '--queue-url',
        QueueUrl,
        '--attribute-names',
        'All',
      );
      call(url, 'sqs', 'delete-queue', '--queue-url', QueueUrl);
      stillMissing(answer, 'RedriveAllowPolicy');
    },
  },
  {
    id: 'lambda-key-and-logging',
    stillLacks(url) {
      const list = ask(url, 'lambda', 'list-functions');
      if (list.status !== 0) throw new Error(list.stderr);
      const shape = spawnSync(
        'python3',
        [
          '-c',
          'import inspect, moto.awslambda.models as m; print(inspect.getsource(m.LambdaFunction.get_configuration))',
        ],
        { encoding: 'utf8' },
      );
      // A function needs a role and a zip; what its description holds is read from moto's own source instead.
      stillMissing(shape.stdout, 'KMSKeyArn');
    },
  },
  {
    id: 'logs-query-definitions',
    stillLacks: (url) =>
      stillFails(url, 'logs', 'put-query-definition', '--name', 'probe', '--query-string', 'limit 1'),
  },
  {
    id: 'ses-delivery-options',
    stillLacks(url) {
      call(url, 'ses', 'create-configuration-set', '--configuration-set', 'Name=probe');
      stillFails(
        url,
        'ses',
        'put-configuration-set-delivery-options',
        '--configuration-set-name',
        'probe',
        '--delivery-options',
        'TlsPolicy=Require',
      );
      call(url, 'ses', 'delete-configuration-set', '--configuration-set-name', 'probe');
    },
  },
];

function ask(url, ...args) {
  return spawnSync('aws', [...args, '--endpoint-url', url, '--output', 'json'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'ca-central-1',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    },
  });
}

function call(url, ...args) {
  const result = ask(url, ...args);
  if (result.status !== 0) throw new Error(`aws ${args.slice(0, 2).join(' ')}: ${result.stderr}`);
  return result.stdout;
}

function stillMissing(answer, field) {
  if (answer.includes(field)) throw new Error(`moto now knows ${field}: remove the gap`);
}

function stillFails(url, ...args) {
  if (ask(url, ...args).status === 0) throw new Error(`moto now has ${args[1]}: remove the gap`);
}
