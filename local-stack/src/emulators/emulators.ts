import { createAwsJsonClient, type AwsJsonClient } from './aws-json-client.ts';
import { createParts } from '../setup/parts.ts';
import { type Wiring } from '../setup/wiring.ts';
import { createTable, startLocalDynamoDb } from './local-dynamodb.ts';
import { createParameterStore, startParameterStore, type ParameterStore } from './parameter-store.ts';
import { startSes } from './ses.ts';
import { createQueue, startSqs } from './sqs-fauxqs.ts';

/** All stand-ins for AWS services, running and empty. */
export interface Emulators {
  /** Where each service answers, for the AWS endpoint. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** Straight to the emulators, past every fault and record. */
  readonly dynamoDb: AwsJsonClient;
  readonly sqs: AwsJsonClient;
  readonly sqsUrl: string;
  readonly parameterStore: ParameterStore;
  stop(): Promise<void>;
}

/** Starts the emulators side by side: their imports are most of the stack's start-up time. */
export async function startEmulators(
  region: string,
  now: () => number,
  nextId: () => string,
): Promise<Emulators> {
  const parameterStore = createParameterStore(region, now);
  const parts = createParts();
  try {
    const [dynamoDb, { url: sqs }, { url: ses }, { url: ssm }] = await Promise.all([
      parts.start(startLocalDynamoDb(region, now)),
      parts.start(startSqs(region)),
      parts.start(startSes(nextId)),
      parts.start(startParameterStore(parameterStore)),
    ]);
    return {
      // fauxqs also tells who is calling, which `aws sts get-caller-identity` asks.
      upstreams: { dynamodb: dynamoDb.url, sqs, ses, ssm, sts: sqs },
      dynamoDb: dynamoDb.call,
      sqs: createAwsJsonClient(sqs, region),
      sqsUrl: sqs,
      parameterStore,
      stop: parts.stop,
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

/** Values of parameters; another one holds a value that stands for a secret. */
const LOCAL_PARAMETERS: Readonly<Record<string, string>> = {
  'sms-provider-credentials': JSON.stringify({
    client_id: 'local-nimba',
    client_secret: 'local-nimba-secret',
  }),
  'callback-signing-secret': JSON.stringify({ current: 'local-callback-signing-secret-current' }),
};

/** Makes what Terraform makes: tables, queues, and parameters with local values. */
export async function createResources(emulators: Emulators, wiring: Wiring, speed: number): Promise<void> {
  for (const [name, awsName] of Object.entries(wiring.parameters))
    emulators.parameterStore.put(awsName, LOCAL_PARAMETERS[name] ?? `local-${name}`);
  await Promise.all([
    ...Object.values(wiring.tables).map((table) => createTable(emulators.dynamoDb, table)),
    ...Object.values(wiring.queues).map((queue) => createQueue(emulators.sqs, queue, speed)),
  ]);
}
