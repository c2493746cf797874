import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { AccountStatus } from '@fintech-solution/domain/account';

/** What an operator may do to an account: one conditional write, which never deletes and never changes a balance. */
export type Action = 'block' | 'unblock' | 'close' | 'reopen';

type Item = Readonly<Record<string, AttributeValue>>;

interface Change {
  /** The states that the action is for. */
  readonly from: readonly AccountStatus[];
  readonly to: AccountStatus;
  /** The word for the log and the operator. */
  readonly done: string;
}

const CHANGES: Readonly<Record<Action, Change>> = {
  block: { from: ['ACTIVE'], to: 'BLOCKED', done: 'blocked' },
  unblock: { from: ['BLOCKED'], to: 'ACTIVE', done: 'unblocked' },
  close: { from: ['ACTIVE', 'BLOCKED'], to: 'CLOSED', done: 'closed' },
  reopen: { from: ['CLOSED'], to: 'ACTIVE', done: 'reopened' },
};

export const ACTIONS = Object.keys(CHANGES) as readonly Action[];
export const doneWord = (action: Action): string => CHANGES[action].done;

/** What a closed account keeps: its key, and the records that explain its balance. Everything else is removed. */
const KEPT_WHEN_CLOSED = new Set([
  'msisdn', 'status', 'balance', 'currency', 'openingBalance', 'openedBy', 'createdAt', 'version', 'head', 'lastMovementAt',
  // An account that is reopened on the same day goes on with what was debited on it.
  'debitDay', 'debitedToday',
]); // prettier-ignore

/**
 * Whether an action fits the account as it was read; the condition of the write decides in the end.
 *
 * @returns the sentence that says why it does not fit, where it does not.
 */
export function checkChange(
  action: Action,
  item: Item | undefined,
): 'fits' | 'done-already' | { no: string } {
  const { from, to } = CHANGES[action];
  if (item === undefined) return { no: 'There is no account for this number.' };
  // Accounts from before a status was kept are active.
  const status = item['status']?.S ?? 'ACTIVE';
  if (status === to) return 'done-already';
  if (!from.some((each) => each === status))
    return { no: `The account is ${status}, and ${action} is for ${from.join(' or ')} accounts only.` };
  if (action === 'close' && item['balance']?.N !== '0')
    return { no: 'The balance is not zero: pay it out first. An account is closed only when it is empty.' };
  return 'fits';
}

/** The write. It changes nothing unless the account still is as the action needs it. */
export function updateFor(action: Action, tableName: string, item: Item): UpdateItemCommandInput {
  const { from, to } = CHANGES[action];
  const isClosing = action === 'close';
  const removed = isClosing ? Object.keys(item).filter((name) => !KEPT_WHEN_CLOSED.has(name)) : [];
  const entriesOf = <T>(prefix: string, values: readonly T[]) =>
    values.map((value, index) => [`${prefix}${index}`, value] as const);
  const names = entriesOf('#removed', removed);
  const states = entriesOf(':from', from);
  const isInState = `#status IN (${states.map(([name]) => name).join(', ')})`;
  const conditions = [
    'attribute_exists(msisdn)',
    from.includes('ACTIVE') ? `(${isInState} OR attribute_not_exists(#status))` : isInState,
    ...(isClosing ? ['balance = :zero'] : []),
  ];
  const remove = names.length === 0 ? '' : ` REMOVE ${names.map(([name]) => name).join(', ')}`;
  return {
    TableName: tableName,
    Key: { msisdn: item['msisdn'] as AttributeValue },
    UpdateExpression: `SET #status = :to${remove}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names) },
    ExpressionAttributeValues: {
      ':to': { S: to },
      ...Object.fromEntries(states.map(([name, status]) => [name, { S: status }])),
      ...(isClosing ? { ':zero': { N: '0' } } : {}),
    },
  };
}
