// Bundles and runs one program twice, with and without what scripts/slim/quicker-calls.mjs changes in the AWS clients;
// prints each request that the program made and what it was told, side by side, and at last what a build says that does
// not find a line which it is to change. Nothing is sent: requests are taken where a connection would be. Time stands
// still and ids are the same, so that signatures can be compared.
import crypto from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { edited, EDITS, quickerCalls } from '../../slim/quicker-calls.mjs';
import { bundledProgram, root } from './bundled-program.mjs';

const renewed = (accessKeyId, secretAccessKey, more = {}) => ({ accessKeyId, secretAccessKey, ...more });
const twoOf = (text, status = 200) => [
  { text, status },
  { text, status },
];
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
    answers: twoOf(`{"MessageId":"m","MD5OfMessageBody":"${MD5_OF_X}"}`),
  },
  'a mail': {
    client: 'SESClient',
    send: ['mail', 'mail'],
    answers: twoOf(
      '<SendEmailResponse><SendEmailResult><MessageId>m</MessageId></SendEmailResult></SendEmailResponse>',
    ),
  },
  'a parameter': {
    client: 'SSMClient',
    send: ['parameter', 'parameter'],
    answers: twoOf('{}'),
  },
  'another endpoint': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    options: { endpoint: 'http://127.0.0.1:8000/there' },
  },
  'an endpoint that the environment names': {
    client: 'DynamoDBClient',
    send: ['get a', 'get b', 'get a'],
    environment: {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:8000/all',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8001',
    },
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
  'several tables of two accounts, which the kept endpoint knows nothing of': {
    client: 'DynamoDBClient',
    send: ['111122223333', '444455556666'].map(
      (account) => `batch arn:aws:dynamodb:ca-central-1:${account}:table/a`,
    ),
    answers: twoOf('{"Responses":{}}'),
  },
  'ten calls at once': {
    client: 'DynamoDBClient',
    send: ['get a', 'get b', 'put', 'update', 'get a', 'get b', 'put', 'update', 'get a', 'put'],
    atOnce: true,
  },
  'bodies that come as streams': {
    client: 'DynamoDBClient',
    send: ['get a', 'put', 'get a'],
    answers: [{}, { text: '{}' }, {}],
    streams: true,
  },
  'no checksum in the headers': {
    client: 'DynamoDBClient',
    send: ['get a', 'get a'],
    options: { applyChecksum: false },
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
    answers: twoOf('{"__type":"x#InternalServerError"}', 500),
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
  const program = { entryPoints: [path.join(root, 'scripts', 'tests', 'slim', 'aws-calls-program.mjs')] };
  const whole = await bundledProgram(program, path.join(folder, 'whole.cjs'), []);
  const quick = await bundledProgram(program, path.join(folder, 'quick.cjs'), [quickerCalls]);
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
