// Bundles and runs one program twice, with and without what scripts/slim does to the AWS clients, against a server
// that refuses every call; prints what the program was told each time. A process of its own: esbuild and the AWS
// clients are loaded as a function's bundle loads them, not as a test runner does.
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fewerErrors } from '../../slim/fewer-errors.mjs';
import { standIns } from '../../slim/stand-ins.mjs';
import { bundledProgram, root } from './bundled-program.mjs';

const PROGRAM = `
  import { DynamoDBClient, GetItemCommand, PutItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
  import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm';
  export { Logger } from '@aws-lambda-powertools/logger';
  import { isThrottlingError, isTransientError } from '@smithy/core/retry';
  const options = { maxAttempts: 1 };
  const [dynamodb, sqs, ses, ssm] = [new DynamoDBClient(options), new SQSClient(options), new SESClient(options), new SSMClient(options)];
  const calls = {
    dynamodb: () => dynamodb.send(new GetItemCommand({ TableName: 't', Key: { k: { S: 'v' } } })),
    sqs: () => sqs.send(new SendMessageCommand({ QueueUrl: process.env.AWS_ENDPOINT_URL + '/1/q', MessageBody: 'x' })),
    ses: () => ses.send(new SendEmailCommand({ Source: 'a@b.cd', Destination: {}, Message: { Subject: { Data: '' }, Body: {} } })),
    ssm: () => ssm.send(new GetParameterCommand({ Name: 'p' })),
  };
  export const tell = (service) => calls[service]().then(() => 'answered', (error) => ({
    name: error.name, message: error.message, fault: error.$fault, status: error.$metadata?.httpStatusCode,
    item: error.Item, isConflict: error instanceof ConditionalCheckFailedException,
    isThrottling: isThrottlingError(error), isTransient: isTransientError(error),
  }));
`;

/** Errors of the operations that we call, of operations that we do not, ones that nobody knows, and faults of AWS. */
const REFUSALS = {
  dynamodb: [
    'ConditionalCheckFailedException',
    'ThrottlingException',
    'BackupInUseException',
    'InternalServerError',
  ],
  sqs: ['QueueDoesNotExist', 'RequestThrottled', 'QueueNameExists', 'InternalFailure'],
  ses: ['MessageRejected', 'AccountSendingPausedException', 'Throttling', 'InternalFailure'],
  ssm: ['ParameterNotFound', 'InvalidKeyId', 'DocumentLimitExceeded', 'InternalServerError'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'fintech-solution-slim-'));
const server = createServer((request, response) => refuse(request, response));
let refusal;
server.listen(0, '127.0.0.1', async () => {
  Object.assign(process.env, {
    AWS_REGION: 'ca-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}`,
  });
  const resolveDir = path.join(root, 'lambda-src', 'init-user-account');
  const program = { stdin: { contents: PROGRAM, resolveDir, loader: 'js' } };
  const slimming = [standIns('get-account-info'), fewerErrors];
  const whole = await bundledProgram(program, path.join(folder, 'whole.cjs'), []);
  const slim = await bundledProgram(program, path.join(folder, 'slim.cjs'), slimming);
  for (const [service, names] of Object.entries(REFUSALS)) {
    for (const name of names) {
      refusal = { service, name, status: name.startsWith('Internal') ? 500 : 400 };
      const answers = { whole: await whole.tell(service), slim: await slim.tell(service) };
      process.stdout.write(`${JSON.stringify({ what: `${service} ${name}`, ...answers })}\n`);
    }
  }
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function refuse(request, response) {
  request.resume();
  const { service, name, status } = refusal;
  if (service === 'ses') {
    const error = `<Error><Type>Sender</Type><Code>${name}</Code><Message>no</Message></Error>`;
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
    return;
  }
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  const item = name.startsWith('Conditional') ? { Item: { balance: { N: '7' } } } : {};
  response.end(JSON.stringify({ __type: `com.amazonaws.x#${name}`, message: 'no', ...item }));
}
