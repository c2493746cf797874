import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbAccounts } from '../../../src/dynamodb/accounts.ts';
import { openConnection } from '../../../src/dynamodb/warm-up.ts';
import { GUINEA, type Msisdn, parseMsisdn } from '@fintech-solution/domain/msisdn';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';

const NOBODY = '224600000000' as Msisdn;

let server: LoopbackServer;
let client: DynamoDBClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

async function setup(answer: Answer) {
  server = await startLoopbackServer(answer);
  client = new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 1 }),
    region: 'ca-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return { accounts: createDynamoDbAccounts(client, 'accounts') };
}

describe('opening the connection', () => {
  it('reads as every read does, an account that cannot exist', async () => {
    const { accounts } = await setup(json(200, {}));
    await openConnection(accounts);
    const [request] = server.requests;
    const { Key, ConsistentRead } = JSON.parse(request?.body ?? '') as {
      Key: { msisdn: { S: string } };
      ConsistentRead: boolean;
    };
    const plan = { ...GUINEA, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };
    expect(request?.headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
    expect(ConsistentRead).toBe(true);
    expect(parseMsisdn(Key.msisdn.S, plan)).toBeUndefined();
  });

  it('leaves a connection that the next read takes', async () => {
    const { accounts } = await setup(json(200, {}));
    await openConnection(accounts);
    await accounts.find(NOBODY);
    expect(server.connections()).toBe(1);
  });

  it("leaves the steps of a call put together, which the next read's would otherwise wait for", async () => {
    const { accounts } = await setup(json(200, {}));
    const putTogether = jest.spyOn(GetItemCommand.prototype, 'resolveMiddleware');
    await openConnection(accounts);
    await accounts.find(NOBODY);
    expect(putTogether).toHaveBeenCalledTimes(1);
    putTogether.mockRestore();
  });

  it('fails as a read does', async () => {
    const { accounts } = await setup(hangUp);
    await expect(openConnection(accounts)).rejects.toThrow(AccountsUnavailableError);
  });
});
