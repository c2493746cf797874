import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HttpResponse } from '@smithy/core/transport';
import { accountOf, itemOf } from './account-item.ts';
import type { AccountStore } from './accounts.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

type AccountLookup = Pick<AccountStore, 'find'>;

/** No subscriber number can be this: it has no digit. */
const NO_ACCOUNT = 'warm-up' as Msisdn;

/**
 * Looks for an account that nobody has, so that the first look at a real one finds the connection open and the
 * credentials known. Strongly consistent as every read here is: one read unit per cold start.
 *
 * It is sent as every read is. With an abort signal, or any other option, the SDK would drop the steps that
 * `cacheMiddleware` keeps.
 *
 * @throws whatever the store throws.
 */
export async function touchAccounts(accounts: AccountLookup): Promise<void> {
  await accounts.find(NO_ACCOUNT);
}

/** A class of its own: the client keeps the steps of a call by class, and a made-up answer must stay out of real reads. */
class RehearsedGetItem extends GetItemCommand {}

/**
 * Looks up an account as the real store does, down to the request's signature and the answer's decoding, but nothing is
 * sent: every account is found, and empty. It has the code compiled that a touch alone runs once, while the touch waits.
 */
export function rehearsedAccounts(client: DynamoDBClient, tableName: string): AccountLookup {
  return {
    async find(msisdn) {
      const command = new RehearsedGetItem({
        TableName: tableName,
        Key: { msisdn: { S: msisdn } },
        ConsistentRead: true,
      });
      command.middlewareStack.addRelativeTo(() => async () => ({ response: storedAnswer(msisdn), output }), {
        relation: 'after',
        toMiddleware: 'deserializerMiddleware',
      });
      const { Item } = await client.send(command);
      return Item && accountOf(Item, msisdn);
    },
  };
}

/** In its place the SDK puts the decoded answer. */
const output = { $metadata: {} };

/** Without a date, from which the SDK would tell how wrong its clock is. */
function storedAnswer(msisdn: Msisdn): HttpResponse {
  const Item = itemOf(
    { msisdn, openingBalance: 0n, createdAt: '', openedBy: '', channels: ['sms', 'email'] },
    0,
  );
  return new HttpResponse({
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({ Item })),
  });
}
