// The program that aws-calls-probe.mjs bundles twice: it makes the calls of a scenario, and keeps each request where a
// connection would be and each answer that it was told. Nothing is sent.
import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HttpResponse } from '@smithy/core/transport';

const CLIENTS = { DynamoDBClient, SQSClient, SESClient, SSMClient };
const Key = { k: { S: 'v' } };
const COMMANDS = {
  get: (TableName) => new GetItemCommand({ TableName, Key, ConsistentRead: true }),
  batch: (TableName) => new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
  put: () =>
    new PutItemCommand({ TableName: 'a', Item: { ...Key, n: { N: '1' }, b: { B: Buffer.from('é') } } }),
  update: () => new UpdateItemCommand({ TableName: 'a', Key, UpdateExpression: 'SET x = y' }),
  queue: () =>
    new SendMessageCommand({ QueueUrl: 'https://sqs.ca-central-1.amazonaws.com/1/q', MessageBody: 'x' }),
  mail: () =>
    new SendEmailCommand({
      Source: 'a@b.cd',
      Destination: {},
      Message: { Subject: { Data: 's' }, Body: {} },
    }),
  parameter: () => new GetParameterCommand({ Name: 'p', WithDecryption: true }),
};
const ITEM = JSON.stringify({
  Item: { ...Key, m: { M: { n: { N: '7' } } }, b: { B: Buffer.from('é').toString('base64') } },
});

/** Runs one scenario: its requests and answers in turn, and how often the SDK told an endpoint or hashed credentials. */
export async function run({
  client,
  send,
  answers = [],
  options,
  credentials,
  environment = {},
  atOnce,
  streams,
}) {
  const seen = [];
  const counts = { endpoints: 0, credentialHashes: 0 };
  const requestHandler = {
    handle: async ({ method, protocol, hostname, port, path, query, headers, body }) => {
      const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
      seen.push({
        request: { method, protocol, hostname, port, path, query, headers: { ...headers }, text },
      });
      const answer = answers.shift() ?? {};
      const bytes = Buffer.from(answer.text ?? ITEM);
      const response = new HttpResponse({
        statusCode: answer.status ?? 200,
        headers: { 'content-type': 'application/json', ...answer.headers },
        body: streams ? Readable.from([bytes]) : bytes,
      });
      return { response };
    },
  };
  let turn = 0;
  Object.assign(process.env, environment);
  const sender = new CLIENTS[client]({
    region: 'ca-central-1',
    cacheMiddleware: true,
    maxAttempts: 2,
    requestHandler,
    sha256: countingHash(counts),
    credentials: credentials
      ? async () => credentials[turn] ?? credentials[0]
      : { accessKeyId: 'id', secretAccessKey: 'secret' },
    ...options,
  });
  const { endpointProvider } = sender.config;
  sender.config.endpointProvider = (...parameters) => {
    counts.endpoints += 1;
    return endpointProvider(...parameters);
  };
  const call = async (name) => {
    const [kind, argument] = name.split(' ');
    seen.push({ told: await sender.send(COMMANDS[kind](argument)).catch(told) });
  };
  if (atOnce) await Promise.all(send.map(call));
  else {
    for (const [index, name] of send.entries()) {
      turn = index;
      await call(name);
    }
  }
  for (const name of Object.keys(environment)) delete process.env[name];
  // Which of several calls comes first is nobody's business.
  if (atOnce) seen.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { steps: seen, counts };
}

function told({ name, message, $metadata }) {
  return { name, message, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts };
}

/** SHA-256 as the SDK wants it; counts when a secret key is hashed as it is, which tells signing keys apart. */
function countingHash(counts) {
  return class {
    constructor(secret) {
      if (typeof secret === 'string' && !secret.startsWith('AWS4')) counts.credentialHashes += 1;
      this.hash = secret ? createHmac('sha256', secret) : createHash('sha256');
    }
    update(data) {
      this.hash.update(data);
    }
    async digest() {
      return new Uint8Array(this.hash.digest());
    }
  };
}
