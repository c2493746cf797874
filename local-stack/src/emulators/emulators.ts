import { createAwsJsonClient, type AwsJsonClient } from './aws-json-client.ts';
import { type Wiring } from '../wiring.ts';
import { createTable, startDynamoDb } from './dynamodb-dynalite.ts';
import { createParameterStore, startParameterStore, type ParameterStore } from './parameter-store.ts';
import { startSes } from './ses.ts';
import { createQueues, startSqs } from './sqs-fauxqs.ts';

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
  const started = await Promise.allSettled([
    startDynamoDb(),
    startSqs(region),
    startSes(nextId),
    startParameterStore(parameterStore),
  ]);
  const stop = async (): Promise<void> =>
    void (await Promise.all(
      started.map((emulator) => (emulator.status === 'fulfilled' ? emulator.value.stop() : undefined)),
    ));
  const failed = started.find((emulator) => emulator.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const [dynamoDb, sqs, ses, ssm] = started.map(
    (emulator) => (emulator as PromiseFulfilledResult<{ url: string }>).value.url,
  ) as [string, string, string, string];
  return {
    // fauxqs also tells who is calling, which `aws sts get-caller-identity` asks.
    upstreams: { dynamodb: dynamoDb, sqs, ses, ssm, sts: sqs },
    dynamoDb: createAwsJsonClient(dynamoDb, region),
    sqs: createAwsJsonClient(sqs, region),
    sqsUrl: sqs,
    parameterStore,
    stop,
  };
}

/** Makes what Terraform makes: the table, the queues, the SMS provider's credentials. */
export async function createResources(emulators: Emulators, wiring: Wiring, speed: number): Promise<void> {
  emulators.parameterStore.put(
    wiring.smsCredentialsParameter,
    JSON.stringify({ client_id: 'local-nimba', client_secret: 'local-nimba-secret' }),
  );
  await Promise.all([
    createTable(emulators.dynamoDb, wiring.table),
    createQueues(emulators.sqs, wiring.queues, speed),
  ]);
}
