import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MoneyCheck } from '../checks/money.ts';
import type { CallBudget } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { call, type Caller, type Invocation } from '../engine/call.ts';
import type { World } from '../engine/world.ts';
import { AWS_FAULTS, awsFailure } from './aws-faults.ts';
import { copyOf, holds, type Item, type Names, updated, type Values } from './expressions.ts';

/** The accounts table, with DynamoDB's conditions and its two kinds of reads. */
export interface Table {
  /** A client whose calls the world delays, loses, repeats and answers. */
  clientFor(caller: Caller, budget: CallBudget): DynamoDBClient;
  item(msisdn: string): Item | undefined;
  /** An account that is there before the run begins. */
  inherit(msisdn: string, item: Item): void;
  /** Another system books a movement on an open account; false where there is none. */
  book(msisdn: string, amount: bigint): boolean;
}

/** Told of every write of our functions, after it was stored. */
export type OnWrite = (msisdn: string, before: Item | undefined, after: Item, by: Invocation) => void;

interface Input {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Names;
  readonly ExpressionAttributeValues?: Values;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

export function createTable(world: World, money: MoneyCheck, onWrite: OnWrite): Table {
  const items = new Map<string, Item>();
  /** What a read that is not strongly consistent may still see. */
  const previous = new Map<string, Item | undefined>();

  function store(msisdn: string, item: Item, isOpening: boolean): void {
    previous.set(msisdn, items.get(msisdn));
    items.set(msisdn, item);
    money.written(msisdn, item, isOpening);
  }

  function perform(operation: string, msisdn: string, input: Input, by: Invocation): object {
    const {
      ConditionExpression,
      ExpressionAttributeNames: names = {},
      ExpressionAttributeValues: values = {},
    } = input;
    const before = items.get(msisdn);
    if (operation === 'GetItemCommand') {
      const isStale =
        input.ConsistentRead !== true &&
        world.faults.strikes('stale-read', `${msisdn} #${world.count(`read ${msisdn}`)}`);
      const seen = isStale ? previous.get(msisdn) : before;
      return seen === undefined ? {} : { Item: seen };
    }
    if (ConditionExpression !== undefined && !holds(ConditionExpression, before ?? {}, names, values))
      throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : undefined);
    if (operation !== 'PutItemCommand' && operation !== 'UpdateItemCommand')
      throw new Error(`The simulated table does not know ${operation}`);
    // An update of a key that is not there makes an item, as DynamoDB's does.
    const after =
      operation === 'PutItemCommand'
        ? copyOf(input.Item as Item)
        : updated(before ?? (input.Key as Item), input.UpdateExpression ?? '', names, values);
    world.history.note(() => `the table applies ${operation} for ${msisdn}, asked by ${by.name}`);
    store(msisdn, after, operation === 'PutItemCommand');
    onWrite(msisdn, before, after, by);
    return {};
  }

  return {
    item: (msisdn) => items.get(msisdn),
    inherit(msisdn, item) {
      items.set(msisdn, item);
      money.inherited(msisdn, item);
    },
    book(msisdn, amount) {
      const before = items.get(msisdn);
      if (before === undefined || money.isCorrupt(msisdn)) return false;
      money.moved(msisdn, amount);
      const balance = BigInt(before['balance']?.N ?? 0) + amount;
      const version = Number(before['version']?.N ?? 0) + 1;
      store(msisdn, { ...before, balance: { N: String(balance) }, version: { N: String(version) } }, false);
      return true;
    },
    clientFor(caller, budget) {
      const send = (command: { readonly input: Input; readonly constructor: { readonly name: string } }) => {
        const operation = command.constructor.name;
        const msisdn = (command.input.Key ?? command.input.Item)?.['msisdn']?.S ?? '';
        const by = caller.current as Invocation;
        by?.effects.push(`${operation} ${msisdn}`);
        if (operation === 'PutItemCommand')
          world.judge.hold(
            !((by?.openCalls.get(msisdn) ?? 0) > 0),
            'SAME_NUMBER_IN_TURN',
            () => `${by.name} works on two records of ${msisdn} at once`,
          );
        return call(world, caller, {
          site: `dynamodb ${operation}`,
          subject: msisdn,
          budget,
          faults: AWS_FAULTS,
          effect: () => perform(operation, msisdn, command.input, by),
          failure: awsFailure,
        });
      };
      return { send } as unknown as DynamoDBClient;
    },
  };
}

function conditionFailed(item: Item | undefined): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
    ...(item === undefined ? {} : { Item: item }),
  });
}
