// Bundles and runs one program twice, with and without what scripts/slim/quicker-calls.mjs changes in the AWS clients;
// prints each request that the program made and what it was told, side by side, and at last what a build says that does
// not find a line which it is to change. Nothing is sent: requests are taken
// where a connection would be. Time stands still and ids are the same, so that signatures can be compared.
import crypto from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { edited, EDITS, quickerCalls } from '../../slim/quicker-calls.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(import.meta.url);

const PROGRAM = `
  import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
  import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm';
  import { HttpResponse } from '@smithy/core/transport';

  const get = (TableName) => new GetItemCommand({ TableName, Key: { k: { S: 'v' } }, ConsistentRead: true });
  const put = () => new PutItemCommand({ TableName: 'a', Item: { k: { S: 'é' }, n: { N: '1' } } });
  const update = () => new UpdateItemCommand({ TableName: 'a', Key: { k: { S: 'v' } }, UpdateExpression: 'SET x = y' });
  const queue = () => new SendMessageCommand({ QueueUrl: 'https://sqs.ca-central-1.amazonaws.com/1/q', MessageBody: 'x' });
  const mail = () => new SendEmailCommand({ Source: 'a@b.cd', Destination: {}, Message: { Subject: { Data: 's' }, Body: {} } });
  const parameter = () => new GetParameterCommand({ Name: 'p', WithDecryption: true });

  export async function run({ client, send, answers = [], options, credentials }) {
    const seen = [];
    const requestHandler = { handle: async ({ method, protocol, hostname, port, path, query, headers, body }) => {
      seen.push({ request: { method, protocol, hostname, port, path, query, headers: { ...headers }, body: body instanceof Uint8Array ? new TextDecoder().decode(body) : body } });
      const { status = 200, text = '{"Item":{"k":{"S":"v"},"m":{"M":{"n":{"N":"7"}}}}}', headers: sent = {} } = answers.shift() ?? {};
      return { response: new HttpResponse({ statusCode: status, headers: { 'content-type': 'application/json', ...sent }, body: Buffer.from(text) }) };
    } };
    const settings = { region: 'ca-central-1', cacheMiddleware: true, requestHandler, retryStrategy: undefined, maxAttempts: 2, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }, ...options };
    let turn = 0;
    if (credentials) settings.credentials = async () => credentials[turn] ?? credentials[0];
    const clients = { DynamoDBClient, SQSClient, SESClient, SSMClient };
    const sender = new clients[client](settings);
    const commands = { get, put, update, queue, mail, parameter };
    for (const [index, name] of send.entries()) {
      turn = index;
      const [kind, argument] = name.split(' ');
      const told = await sender.send(commands[kind](argument)).then(
        (output) => ({ output }),
        (error) => ({ name: error.name, message: error.message, status: error.$metadata?.httpStatusCode, attempts: error.$metadata?.attempts }),
      );
      seen.push({ told });
    }
    return seen;
  }
`;

const renewed = (accessKeyId, secretAccessKey, more = {}) => ({ accessKeyId, secretAccessKey, ...more });
const MD5_OF_X = crypto.createHash('md5').update('x').digest('hex');
const soon = new Date('2026-01-01T00:00:01Z');
const SCENARIOS = {
  'two reads of one table': { client: 'DynamoDBClient', send: ['get a', 'get a'] },
  'reads of two tables in turn': { client: 'DynamoDBClient', send: ['get a', 'get b', 'get a'] },
  'reads of two tables of two accounts in turn': {
    client: 'DynamoDBClient',
    send: ['111122223333', '444455556666', '111122223333'].map(
      (account) => `get arn:aws:dynamodb:ca-central-1:${account}:table/a`,
    ),
  },
  'a write and an update': { client: 'DynamoDBClient', send: ['put', 'update', 'put'] },
  'a message': {
    client: 'SQSClient',
    send: ['queue', 'queue'],
    answers: Array.from({ length: 2 }, () => ({
      text: `{"MessageId":"m","MD5OfMessageBody":"${MD5_OF_X}"}`,
    })),
  },
  'a mail': {
    client: 'SESClient',
    send: ['mail', 'mail'],
    answers: Array.from({ length: 2 }, () => ({
      text: '<SendEmailResponse><SendEmailResult><MessageId>m</MessageId></SendEmailResult></SendEmailResponse>',
    })),
  },
  'a parameter': {
    client: 'SSMClient',
    send: ['parameter', 'parameter'],
    answers: [{ text: '{}' }, { text: '{}' }],
  },
  'another endpoint': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    options: { endpoint: 'http://127.0.0.1:8000/there' },
  },
  'FIPS endpoints': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    options: { useFipsEndpoint: true },
  },
  'an endpoint of one account': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    credentials: [renewed('id', 'secret', { accountId: '111122223333' })],
  },
  'a session': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    credentials: [renewed('id', 'secret', { sessionToken: 'token' })],
  },
  'credentials that are renewed between two calls': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a', 'get a'],
    credentials: ['one', 'two', 'three'].map((secret) => renewed('id', secret, { expiration: soon })),
  },
  'a repeated call': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    answers: [{ status: 500, text: '{"__type":"x#InternalServerError"}' }],
  },
  'a call that fails twice': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    answers: [500, 500].map((status) => ({ status, text: '{"__type":"x#InternalServerError"}' })),
  },
  'a refused call': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    answers: [{ status: 400, text: '{"__type":"x#AccessDeniedException","message":"no"}' }],
  },
  'an answer that cannot be read': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    answers: [{ text: '{' }],
  },
  'a clock that is an hour behind': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    answers: [{ headers: { date: 'Thu, 01 Jan 2026 01:00:00 GMT' } }],
  },
};

const folder = mkdtempSync(path.join(tmpdir(), 'fintech-solution-calls-'));
try {
  standStill();
  const whole = await load('whole', []);
  const quick = await load('quick', [quickerCalls]);
  for (const [what, scenario] of Object.entries(SCENARIOS)) {
    const runs = {
      whole: await whole.run(structuredClone(scenario)),
      quick: await quick.run(structuredClone(scenario)),
    };
    process.stdout.write(`${JSON.stringify({ what, ...runs })}\n`);
  }
  process.stdout.write(`${JSON.stringify({ complaints: EDITS.map(complaint) })}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function complaint({ file }) {
  try {
    return edited(file, 'export const worded = "differently";');
  } catch (error) {
    return error.message;
  }
}

function standStill() {
  const { Date: RealDate } = globalThis;
  const now = RealDate.parse('2026-01-01T00:00:00Z');
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length === 0 ? [now] : parts));
    }
    static now() {
      return now;
    }
  };
  Math.random = () => 0.5;
  crypto.webcrypto.randomUUID = () => '00000000-0000-4000-8000-000000000000';
}

async function load(name, plugins) {
  const outfile = path.join(folder, `${name}.cjs`);
  await build({
    stdin: {
      contents: PROGRAM,
      resolveDir: path.join(root, 'lambda-src', 'init-user-account'),
      loader: 'js',
    },
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins,
  });
  return require(outfile);
}
