// Asks moto itself for what the proxy answers in its place. A probe that finds the gap closed makes the deploy test fail:
// then its entry in moto-gaps.mjs must go.
import { spawnSync } from 'node:child_process';
import { ask, call, stillFails, stillMissing } from './asking-moto.mjs';

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
    stillLacks(url, python) {
      if (ask(url, 'lambda', 'list-functions').status !== 0) throw new Error('moto has no Lambda');
      // A function needs a role and a zip; what its description holds is read from moto's own source instead.
      stillMissing(
        sourceOf(python, 'moto.awslambda.models', 'LambdaFunction.get_configuration'),
        'KMSKeyArn',
      );
    },
  },
  {
    id: 'dynamodb-transactions',
    stillLacks(_url, python) {
      const source = sourceOf(python, 'moto.dynamodb.models', 'DynamoDBBackend.transact_write_items');
      if (!source.includes('self.tables[table_name] = original_table_state[table_name]'))
        throw new Error('moto no longer puts whole tables back: remove the gap');
    },
  },
  {
    id: 'lambda-event-source-mapping',
    stillLacks(_url, python) {
      if (!sourceOf(python, 'moto.sqs.models', 'Queue.add_message').includes('send_sqs_batch'))
        throw new Error('moto no longer receives for a mapping when a message is sent: remove the gap');
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
  {
    id: 'sqs-message-move-tasks',
    stillLacks: (url) =>
      stillFails(
        url,
        'sqs',
        'list-message-move-tasks',
        '--source-arn',
        'arn:aws:sqs:ca-central-1:123456789012:x',
      ),
  },
  {
    id: 'apigateway-authorizers',
    stillLacks: (url) =>
      stillFails(
        url,
        'apigateway',
        'test-invoke-authorizer',
        '--rest-api-id',
        'x',
        '--authorizer-id',
        'y',
        '--headers',
        '{}',
      ),
  },
];

/** The text of moto's own function, for what cannot be seen from outside. */
function sourceOf(python, module, name) {
  const print = `import inspect, ${module} as m; print(inspect.getsource(m.${name}))`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', print], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`moto has no ${module}.${name}: ${stderr}`);
  return stdout;
}
