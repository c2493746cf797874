import type * as sdk from '@aws-sdk/client-dynamodb';
import type { MoneyCheck } from '../invariants/money.ts';
import type { OpeningCheck } from '../invariants/openings.ts';
import type { CallBudget } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { createDynamoDb } from '../../../local-stack/src/emulators/dynamodb/dynamodb.ts';
import { call, type Caller, type Invocation } from '../environment/call.ts';
import type { Environment } from '../environment/environment.ts';
import { asSdk, type Item } from '../environment/item.ts';
import { AWS_FAULTS, awsFailure, WRITE_FAULTS } from '../environment/aws-faults.ts';

/** The accounts table, with DynamoDB's conditions and its two kinds of reads. */
export interface Table {
  /** A client whose calls the simulation delays, loses, repeats and answers. */
  clientFor(caller: Caller, budget: CallBudget): sdk.DynamoDBClient;
  item(msisdn: string): Item | undefined;
  /** Stores an account that is there before the run begins. */
  seed(msisdn: string, item: Item): void;
  /** Another system books a movement on an open account; false where there is none, or too little on it. */
  book(msisdn: string, amount: bigint): boolean;
}

/** Told of every write of our functions, after it was stored. */
export type OnWrite = (msisdn: string, before: Item | undefined, after: Item, by: Invocation) => void;

interface Command {
  readonly input: { readonly Key?: Item; readonly Item?: Item; readonly ConsistentRead?: boolean };
  readonly constructor: { readonly name: string };
}

export const TABLE_NAME = 'accounts';

/** A thin adapter: the engine of the local stack behind the SDK's client, with the simulation's faults in between. */
export function createTable(
  environment: Environment,
  money: MoneyCheck,
  openings: OpeningCheck,
  onWrite: OnWrite,
): Table {
  const dynamoDb = createDynamoDb({
    region: 'ca-central-1',
    now: environment.scheduler.now,
    newId: () => 'table',
  });
  dynamoDb.execute('CreateTable', {
    TableName: TABLE_NAME,
    AttributeDefinitions: [{ AttributeName: 'msisdn', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'msisdn', KeyType: 'HASH' }],
  });
  /** What is stored, for the invariants to look at. */
  const items = new Map<string, Item>();
  /** What a read that is not strongly consistent may still see. */
  const previous = new Map<string, Item | undefined>();

  /** Lets the engine write, and keeps what it stored. */
  function write(operation: string, msisdn: string, input: Command['input']): Item {
    const isPut = operation === 'PutItem';
    const request = { TableName: TABLE_NAME, ...input, ...(!isPut && { ReturnValues: 'ALL_NEW' }) };
    const { Attributes } = dynamoDb.execute(operation, request) as { Attributes?: Item };
    const after = (isPut ? input.Item : Attributes) as Item;
    previous.set(msisdn, items.get(msisdn));
    items.set(msisdn, after);
    return after;
  }

  function perform(operation: string, msisdn: string, input: Command['input'], by: Invocation): object {
    if (operation === 'GetItem') {
      const isStale =
        input.ConsistentRead !== true &&
        environment.faults.strikes('stale-read', `${msisdn} #${environment.count(`read ${msisdn}`)}`);
      if (!isStale) return dynamoDb.execute(operation, input);
      const seen = previous.get(msisdn);
      return seen === undefined ? {} : { Item: seen };
    }
    const before = items.get(msisdn);
    const after = write(operation, msisdn, input);
    environment.history.note(() => `the table applies ${operation} for ${msisdn}, asked by ${by.name}`);
    money.written(msisdn, after, operation === 'PutItem');
    if (before === undefined) openings.created(msisdn, by);
    onWrite(msisdn, before, after, by);
    return {};
  }

  return {
    item: (msisdn) => items.get(msisdn),
    seed(msisdn, account) {
      write('PutItem', msisdn, { Item: account });
      money.seeded(msisdn, account);
    },
    book(msisdn, amount) {
      const before = items.get(msisdn);
      if (before === undefined || money.isCorrupt(msisdn)) return false;
      const balance = BigInt(before['balance']?.N ?? 0) + amount;
      // A balance below zero is corrupt: a system that books one does not exist.
      if (balance < 0n) return false;
      money.moved(msisdn, amount);
      const version = Number(before['version']?.N ?? 0) + 1;
      const Item: Item = { ...before, balance: { N: String(balance) }, version: { N: String(version) } };
      money.written(msisdn, write('PutItem', msisdn, { Item }), false);
      return true;
    },
    clientFor(caller, budget) {
      const send = ({ input, constructor }: Command) => {
        const operation = constructor.name.replace(/Command$/, '');
        const msisdn = (input.Key ?? input.Item)?.['msisdn']?.S ?? '';
        const by = caller.current as Invocation;
        by?.effects.push(`${operation} ${msisdn}`);
        if (operation === 'PutItem')
          environment.invariants.check(
            !((by?.openCalls.get(msisdn) ?? 0) > 0),
            'SAME_NUMBER_IN_TURN',
            () => `${by.name} works on two records of ${msisdn} at once`,
          );
        const answer = call(environment, caller, {
          site: `dynamodb ${operation}`,
          subject: msisdn,
          budget,
          faults: operation === 'GetItem' ? AWS_FAULTS : WRITE_FAULTS,
          effect: () => asSdk(1, () => perform(operation, msisdn, input, by)),
          failure: awsFailure,
        });
        if (operation === 'PutItem' && by !== undefined) openings.asked(msisdn, by, answer);
        return answer;
      };
      return { send } as unknown as sdk.DynamoDBClient;
    },
  };
}
