import { clientSecretOf } from '../../../lambda-src/domain/src/ledger/callback.ts';
import { BUCKET, type Difference, type Run } from './operator-sandbox.ts';
import { runInSandbox } from './sandboxes.ts';

const initOf = ({ calls }: Run): string => calls.find((call) => call.startsWith('terraform init')) ?? '';

describe('task bootstrap', () => {
  test('from a second clone, where the bucket is there, reads the state in the bucket', async () => {
    const run = await runInSandbox({}, 'bootstrap.mjs', '--yes');
    expect(run.output).toContain('No changes: the account is ready.');
    expect(initOf(run)).toContain('-backend-config=key=bootstrap/terraform.tfstate');
    expect(initOf(run)).not.toContain('encrypt');
  });

  test('in a second region keeps a state of its own, in the bucket’s region', async () => {
    const run = await runInSandbox({ env: { AWS_DEFAULT_REGION: 'eu-west-3' } }, 'bootstrap.mjs', '--yes');
    expect(run.status).toBe(0);
    expect(initOf(run)).toContain('-backend-config=key=bootstrap/eu-west-3/terraform.tfstate');
    expect(initOf(run)).toContain('-backend-config=region=ca-central-1');
  });

  test.each([
    [
      'that AWS refuses',
      'An error occurred (403) when calling the HeadBucket operation: Forbidden',
      `AWS refuses access to ${BUCKET}`,
    ],
    [
      'that gives no answer',
      'Could not connect to the endpoint URL: "https://s3.ca-central-1.amazonaws.com/"',
      `S3 gives no usable answer about ${BUCKET}`,
    ],
  ])('stops before Terraform at a bucket %s, and says so', async (_case, message, says) => {
    const run = await runInSandbox(
      { aws: { 's3api head-bucket': new Error(message) } },
      'bootstrap.mjs',
      '--yes',
    );
    expect(run.status).toBe(1);
    expect(run.output).toContain(says);
    expect(run.output).toContain('Nothing was changed.');
    expect(initOf(run)).toBe('');
  });
});

describe('task ses:verify-dev', () => {
  const verified = (status: string) => ({
    'ses get-identity-verification-attributes': {
      VerificationAttributes: { 'back-office@example.org': { VerificationStatus: status } },
    },
    'ses verify-email-identity': {},
  });

  test('has SES write again where the link ran out', async () => {
    const { output, calls } = await runInSandbox({ aws: verified('Failed') }, 'ses-verify.mjs');
    expect(output).toContain('SES writes to back-office@example.org now');
    expect(calls.filter((call) => call.startsWith('aws ses verify-email-identity'))).toHaveLength(1);
  });

  test('writes no mail where the address is verified', async () => {
    const { output, calls } = await runInSandbox({ aws: verified('Success') }, 'ses-verify.mjs');
    expect(output).toContain('is verified; no mail is needed');
    expect(calls.filter((call) => call.startsWith('aws ses verify-email-identity'))).toEqual([]);
  });
});

describe('task account:dev', () => {
  const item = (status: string) => ({
    Item: { msisdn: { S: '224622000001' }, status: { S: status }, balance: { N: '0' } },
  });
  const failing = (code: string): Error =>
    new Error(`An error occurred (${code}) when calling the UpdateItem operation: 224622000001`);
  const close = (update: object, ...stored: [object, object] | [object]): Promise<Run> =>
    runInSandbox(
      {
        outputs: {
          api_base_url: 'https://api.example',
          dynamo_db_table: { name: 'accounts' },
          get_account_info_lambda: { name: 'get-account-info' },
          log_groups: { 'init-user-account': '/log' },
        },
        aws: {
          'lambda get-function-configuration': {},
          'dynamodb get-item': stored.length === 1 ? stored[0] : stored,
          'dynamodb update-item': update,
          'logs create-log-stream': {},
          'logs put-log-events': {},
        },
      },
      'account.mjs',
      'close',
      '622000001',
    );
  const notesOf = ({ calls }: Run): readonly string[] =>
    calls.flatMap((call) => /"message\\":\\"([^"\\]+)/.exec(call)?.[1] ?? []);

  test('writes down what it does before and after', async () => {
    const run = await close({}, item('ACTIVE'));
    expect([run.status, run.output]).toEqual([0, expect.stringContaining('224*******01 is closed.')]);
    expect(notesOf(run)).toEqual(['Operator changes an account', 'Account closed by an operator']);
  });

  test('knows its own change, where the command line lost the answer and repeated the write', async () => {
    const run = await close(failing('ConditionalCheckFailedException'), item('ACTIVE'), item('CLOSED'));
    expect([run.status, run.output]).toEqual([0, expect.stringContaining('224*******01 is closed.')]);
    expect(notesOf(run).at(-1)).toBe('Account closed by an operator');
  });

  test.each([
    ['ConditionalCheckFailedException', 'Nothing was changed; run it again', 'Operator’s change failed'],
    ['TransactionConflictException', 'Run it again', 'Operator’s change is not confirmed'],
    ['InternalServerError', 'it says whether the change was made', 'Operator’s change is not confirmed'],
  ])('after %s says no more than it knows', async (code, says, note) => {
    const run = await close(failing(code), item('ACTIVE'));
    expect([run.status, run.output]).toEqual([1, expect.stringContaining(says)]);
    expect(run.output).not.toContain('224622000001');
    expect(notesOf(run).at(-1)).toBe(note);
  });
});

describe('task callback-secret:dev', () => {
  const MASTER = 'a master of thirty-two characters';
  const holding = (value: string): Difference => ({
    aws: { 'ssm get-parameter': { Parameter: { Value: value } } },
  });
  const secretOf = (difference: Difference, ...words: string[]): Promise<Run> =>
    runInSandbox(difference, 'callback-secret.mjs', ...words);

  test('prints the secret of one client, made of the current master, and nothing else', async () => {
    const masters = JSON.stringify({ current: MASTER, previous: 'the master before of enough characters' });
    const { status, output, calls } = await secretOf(holding(masters), 'shop-1');
    expect([status, output.trim()]).toEqual([0, clientSecretOf(MASTER, 'shop-1')]);
    expect(calls.join()).toContain('--name /fintech-solution/dev/callback-signing-secret --with-decryption');
  });

  test('asks AWS with the credentials of .envrc, whatever stands at their ends', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: 'secret \r', AWS_PROFILE: '' };
    const { status } = await secretOf({ ...holding(JSON.stringify({ current: MASTER })), env }, 'shop-1');
    expect(status).toBe(0);
  });

  test.each([
    ['no client', holding(JSON.stringify({ current: MASTER })), [], 'by the sub of its tokens'],
    ['two words', holding(JSON.stringify({ current: MASTER })), ['shop', '1'], 'by the sub of its tokens'],
    [
      'no parameter',
      {
        aws: {
          'ssm get-parameter': new Error(
            'An error occurred (ParameterNotFound) when calling the GetParameter operation',
          ),
        },
      },
      ['shop-1'],
      'callback_allowed_hosts',
    ],
    [
      'a refusal of AWS',
      {
        aws: {
          'ssm get-parameter': new Error(
            'An error occurred (AccessDeniedException) when calling the GetParameter operation: no',
          ),
        },
      },
      ['shop-1'],
      'AWS does not give',
    ],
    [
      'a master that is too short',
      holding('{"current":"tiny-secret"}'),
      ['shop-1'],
      'FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET',
    ],
  ])('says what is wrong with %s, and shows no secret', async (_case, difference, words, says) => {
    const { status, output } = await secretOf(difference, ...words);
    expect(status).toBe(1);
    expect(output).toContain(says);
    expect(output).not.toMatch(/whsec_|tiny-secret|a master of/);
  });
});
