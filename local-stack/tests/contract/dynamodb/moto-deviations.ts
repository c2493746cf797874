import type { Deviations } from './rules.ts';

const AWS = 'https://docs.aws.amazon.com/amazondynamodb/latest';

/** What moto 5.2.1 does otherwise than AWS, by the page that says how it is. */
const BY_PAGE: Readonly<Record<string, readonly string[]>> = {
  'APIReference/API_BatchWriteItem.html': ['a batch refuses 26 writes, and one item twice'],
  'APIReference/API_Query.html': [
    'a query ends a page at its limit with a key, though nothing follows',
    'a query gives a partition in the order of its numbers',
    'a query refuses a filter on the key',
    'a query refuses a limit of 0',
    'a query refuses a range key of a wrong type',
    'a query refuses a starting key of another partition',
    'a query refuses a starting key that is none',
    'a query refuses an index that is not there',
    'a query refuses two alternatives',
  ],
  'APIReference/API_TransactGetItems.html': [
    'a transactional read gives the part that is asked for',
    'a transactional read refuses one item twice',
    'a transactional read takes 100 items and refuses 101',
    'a transactional read tells a key that does not match the schema as a reason',
  ],
  'APIReference/API_TransactWriteItems.html': [
    'a cancelled transaction tells a key of a wrong type as a reason',
    'a cancelled transaction tells a key that does not match the schema as a reason',
    'a cancelled transaction tells a key that is missing as a reason',
    'a cancelled transaction tells a path that leads nowhere as a reason',
    'a cancelled transaction tells an attribute that is not there as a reason',
    'a cancelled transaction tells an index key of a wrong type as a reason',
    'a cancelled transaction tells an item that grows too large as a reason',
    'a cancelled transaction tells an operand of a wrong type as a reason',
    'a cancelled transaction tells different reasons of different items',
    'a transaction answers nothing but its metadata',
    "a transaction's request has an action in each item",
    "a transaction's request has an item",
    "a transaction's request has no items beyond 4 MB together",
    "a transaction's token has at most 36 characters",
    "a transaction's token refuses another amount with the same token",
    "a transaction's token refuses another request with the same token",
    "a transaction's token succeeds again though its condition would not hold any more",
    "a transaction's token takes effect once for one token",
    "a transaction's token takes effect once when two come at once",
  ],
  'APIReference/API_UpdateItem.html': [
    'an update makes an item of nothing but its key by an update without an expression',
  ],
  'developerguide/Expressions.OperatorsAndFunctions.html': [
    'a condition refuses a condition that is cut off',
    'a condition refuses a condition that is empty',
    'a condition refuses a function that there is not',
    'a condition refuses a number that is none',
    'a condition refuses a range that is upside down',
    'a condition refuses an operand of a wrong type',
    'a condition says that #number > :v is false for {":v":{"S":"1"}}',
    'a condition says that begins_with(bytes, :v) is true for {":v":{"B":{"type":"Buffer","data":[97,98]}}}',
  ],
  'developerguide/Expressions.UpdateExpressions.html': [
    'an update refuses a path into a number',
    'an update refuses a sum of a text',
  ],
  'developerguide/Expressions.html': [
    "a transaction's request gives every value that it uses",
    "a transaction's request has conditions that can be parsed",
    "a transaction's request uses every value that it gives",
  ],
  'developerguide/GSI.html': [
    'an item refuses an item with an index key of a wrong type',
    'an update refuses an index key of a wrong type',
    'the sparse index refuses a strongly consistent read, and attributes that it does not project',
  ],
  'developerguide/HowItWorks.NamingRulesDataTypes.html': [
    "a transaction's request has numbers of at most 38 digits",
    'an item keeps a value of every type',
    'an item refuses an item with a number that is too large',
    'an item refuses an item with a set that holds one text twice',
    'an update SET n = :exponent {":exponent":{"N":"1e3"}}',
    'an update refuses more than 38 digits',
  ],
  'developerguide/read-write-operations.html': [
    'a query costs half a unit for 4 KB, one where it is strongly consistent',
    'an item counts the capacity of a small item',
    'an item counts the capacity of an item of 5 KB',
  ],
  'developerguide/transaction-apis.html': [
    "a transaction's capacity costs the larger of the old and the new item",
    "a transaction's capacity costs two units for each KB of each item",
    "a transaction's capacity counts each table apart, and a check like a write",
    "a transaction's token costs reads, not writes, when it is repeated",
    'a transactional read costs two units for 4 KB of each item',
  ],
};

/** The rules that moto breaks. */
export const MOTO_DEVIATIONS: Deviations = Object.fromEntries(
  Object.entries(BY_PAGE).flatMap(([page, titles]) => titles.map((title) => [title, `${AWS}/${page}`])),
);

/**
 * What cannot be asked of moto: it answers requests in threads that see each other's half-made transactions, so that
 * these rules hold or do not as chance has it.
 */
export const UNSTEADY_ON_MOTO: readonly string[] = ['transactions at once'];
