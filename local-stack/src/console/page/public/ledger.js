// What the stack's state and the API's answers say of the ledger. Nothing here knows the document or a language, so that
// tests can ask it.

/** The system's own accounts, as the ledger names them. */
export const CASH = 'SYS#CASH';
export const PROMOTION = 'SYS#PROMOTION';

const SIDES = ['debit', 'credit'];

/** The first group of a reference, as an SMS quotes it. */
export function shortReference(reference) {
  return reference.slice(0, 8);
}

/**
 * Both parties of a transaction with their legs, and after them every other account that has one, such as that of a fee.
 * A leg is undefined where no money moved.
 */
export function postingsOf(transaction, movements) {
  const legs = movements.filter(({ reference }) => reference === transaction.reference);
  const parties = SIDES.map((side) => {
    const account = transaction[side];
    return { side, account, leg: legs.find((leg) => leg.account === account) };
  });
  const others = legs
    .filter(({ account }) => parties.every((party) => party.account !== account))
    .map((leg) => ({ side: 'fee', account: leg.account, leg }));
  return [...parties, ...others];
}

/** Whether a text is an amount in whole units. Anybody on this machine may write into the table, so not all is one. */
export function isWhole(text) {
  return typeof text === 'string' && /^-?\d{1,30}$/.test(text);
}

/** What the legs add up to, as a decimal string; double entry makes it "0". Undefined where one is no amount. */
export function sumOf(amounts) {
  return amounts.every(isWhole)
    ? String(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n))
    : undefined;
}

/** The SMS about a transaction that a number received last. */
export function smsAbout(sms, { reference }, number) {
  const isAbout = ({ to, message }) =>
    [to].flat().map(String).includes(number) && String(message).includes(shortReference(reference));
  return sms.findLast(isAbout);
}

/** How far the notification of a recipient is; undefined before it began. */
export function notificationOf(notifications, transaction, recipient) {
  const isOurs = (item) => item.reference === transaction.reference && item.recipient === recipient;
  return notifications.find(isOurs)?.state;
}

/** The callback that was asked for: its host alone, how far it is, and every call of the local target; undefined where there is none. */
export function callbackOf(transaction, { notifications, callbackAttempts }) {
  const { callbackUrl, reference } = transaction;
  if (callbackUrl === undefined) return undefined;
  return {
    host: hostOf(callbackUrl),
    state: notificationOf(notifications, transaction, 'client'),
    attempts: callbackAttempts
      .filter((attempt) => attempt.reference === reference)
      .map((attempt, index) => ({ ...attempt, number: index + 1 })),
  };
}

/** Name and port of an address; its path and its query may hold a client's secret. */
export function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : '?';
}

/** The reversals of a transaction, oldest first. */
export function reversalsOf({ reference }, transactions) {
  return transactions.filter(({ originalReference }) => originalReference === reference);
}

/** What of a transaction can still be reversed, as a decimal string; undefined where it cannot be. */
export function reversibleOf({ status, reversible }) {
  return status === 'completed' && isWhole(reversible) && BigInt(reversible) > 0n ? reversible : undefined;
}

/** The receipt of an account's last movement; undefined until a movement has followed the opening. */
export function receiptHeadOf({ version, head }) {
  return head === undefined ? undefined : `${version}.${head}`;
}

/** A receipt, short enough for a line. */
export function shortReceipt(receipt) {
  return receipt.replace(/^(\d+\.[0-9a-f]{8})[0-9a-f]+$/, '$1…');
}

/** An entry of a statement, from the side of the account that it is of. */
export function statementLine(entry, msisdn) {
  const custom = Object.fromEntries(entry.customData.map(({ key, value }) => [key, value]));
  const [debit, credit] = [entry.debitParty, entry.creditParty].map(([party]) => accountOf(party));
  const isDebit = debit === msisdn;
  return {
    sequence: Number(custom.sequence),
    reference: entry.transactionReference,
    at: entry.creationDate,
    name: entry.displayType,
    description: entry.descriptionText,
    other: isDebit ? credit : debit,
    amount: isDebit ? `-${entry.amount}` : entry.amount,
    balanceAfter: custom.balanceAfter,
    receipt: entry.transactionReceipt,
  };
}

/** A party of the API under its name in the ledger. */
function accountOf({ key, value }) {
  return key === 'organisationid' ? `SYS#${value.toUpperCase()}` : value.replace(/^\+/, '');
}

/** When a refused request may be sent again; undefined where the answer does not say so in seconds. */
export function endOfWait(retryAfter, nowMs) {
  return /^\d{1,9}$/.test(retryAfter ?? '') ? new Date(nowMs + Number(retryAfter) * 1_000) : undefined;
}

/** Whether an allowance has nothing left; a limit of 0 sets none. */
export function isSpent({ openings, limit }) {
  return limit > 0 && openings >= limit;
}
