/** One entry of a statement, as the API answers it. `verifyStatement` reads every member but `displayType`. */
export interface StatementEntry {
  readonly transactionReference: string;
  readonly debitParty: readonly KeyAndValue[];
  readonly creditParty: readonly KeyAndValue[];
  readonly transactionStatus: string;
  /** Whole francs in decimal notation, without a sign: the parties tell the direction. */
  readonly amount: string;
  readonly currency: string;
  /** French, for people. */
  readonly displayType?: string;
  readonly descriptionText?: string;
  /** RFC 3339, UTC. */
  readonly creationDate: string;
  /** `<number of the movement>.<hash>`. */
  readonly transactionReceipt: string;
  /** `balanceAfter`, `sequence`, `nonce` (but of the opening), `type`. */
  readonly customData: readonly KeyAndValue[];
}

/** How the GSMA Mobile Money API names a party, and a value of its own. */
export interface KeyAndValue {
  readonly key: string;
  readonly value: string;
}

/** What a statement turned out to be. */
export type StatementVerdict =
  | {
      readonly isIntact: true;
      /**
       * The movements, both included, that the kept receipts prove. Undefined where they prove none: without a receipt from
       * another day a statement is only in agreement with itself, which a forger can arrange.
       */
      readonly proven: { readonly from: number; readonly to: number } | undefined;
    }
  | { readonly isIntact: false; readonly fault: StatementFault };

/** The first place, from the oldest movement on, at which a statement is not what the account's movements were. */
export interface StatementFault {
  readonly kind: 'changed' | 'removed' | 'added' | 'reordered';
  /** The number of the movement. */
  readonly sequence: number;
  /**
   * The same number; a larger one where several movements are missing, or where every hash was made anew to fit a forgery,
   * so that the first forged movement is one from `sequence` to `upTo`.
   */
  readonly upTo: number;
  /** The entry, where there is one and it is known. */
  readonly entry: StatementEntry | undefined;
}

/**
 * Checks a statement against receipts that were kept from earlier days, without asking anybody. It calculates the hash of
 * every movement from the one before it, as the system did, so one kept receipt proves its own movement and all before it.
 *
 * Works in browsers (Web Crypto: secure contexts only) and in Node 20 and newer.
 *
 * @param entries a statement, or a part of it without a gap, the newest first, as the API lists it; pages one after another.
 * Of a part that does not begin with the opening, the oldest entry is a link only: the receipt before it proves it too.
 * @param receipts `transactionReceipt`s of the same account, in any order. One that is newer than all entries says that its
 * entry is missing; one that is older than the part is not used.
 * @throws TypeError for a text that is not a receipt: the mistake is the caller's, not the statement's.
 */
export async function verifyStatement(
  entries: readonly StatementEntry[],
  receipts: readonly string[],
): Promise<StatementVerdict> {
  const kept = receipts.map((text) => {
    const receipt = parseReceipt(text);
    if (receipt === undefined) throw new TypeError('A receipt is <number>.<SHA-256 in hex>');
    return receipt;
  });
  const oldestFirst = [...entries].reverse();
  let furthest: StatementVerdict | undefined;
  for (const account of likelyAccounts(entries)) {
    const verdict = await verifyAs(account, oldestFirst, kept);
    if (verdict.isIntact) return verdict;
    if (furthest === undefined || isFurther(verdict, furthest)) furthest = verdict;
  }
  return furthest ?? verifyAs('', oldestFirst, kept);
}

interface Receipt {
  readonly sequence: number;
  readonly head: string;
}

/** What an entry tells of one movement of one account. */
interface Line extends Receipt {
  readonly entry: StatementEntry;
  /** The fields of the hash that are this movement's own, in their order. */
  readonly fields: readonly (string | number)[];
  readonly descriptionText: string | undefined;
  readonly nonce: string;
}

/** The statement's own account is a party of every entry. Of two accounts that only dealt with each other, either may be it. */
function likelyAccounts(entries: readonly StatementEntry[]): string[] {
  const counts = new Map<string, number>();
  for (const entry of entries)
    for (const party of new Set([partyOf(entry?.debitParty), partyOf(entry?.creditParty)]))
      if (party !== undefined && /^\d+$/.test(party)) counts.set(party, (counts.get(party) ?? 0) + 1);
  // A merchant may have more counterparties than a call takes arguments.
  const most = [...counts.values()].reduce((larger, count) => Math.max(larger, count), 0);
  return [...counts].flatMap(([account, count]) => (count === most ? [account] : []));
}

function isFurther(one: StatementVerdict, other: StatementVerdict): boolean {
  return !one.isIntact && !other.isIntact && one.fault.sequence > other.fault.sequence;
}

async function verifyAs(
  account: string,
  entries: readonly StatementEntry[],
  kept: readonly Receipt[],
): Promise<StatementVerdict> {
  const lines = entries.map((entry) => lineOf(entry, account));
  const keptAt = (sequence: number) => kept.filter((receipt) => receipt.sequence === sequence);
  const start = numberOfFirst(lines);
  // A part of a statement hangs on the receipt before it, where that was kept.
  let previous: string | undefined = start === 1 ? '' : keptAt(start - 1)[0]?.head;
  const from = previous === undefined ? start + 1 : start;
  let provenTo = start - 1;

  for (const [index, line] of lines.entries()) {
    const due = start + index;
    if (line === undefined || line.sequence !== due) return broken(misplaced(entries, lines, index, due));
    const head: string = previous === undefined ? line.head : await headOf(line, previous);
    if (head !== line.head) {
      const isRepeated = lines.filter((other) => other?.sequence === due).length > 1;
      return broken(faultAt(isRepeated ? 'added' : 'changed', due, line.entry));
    }
    const receipts = keptAt(due);
    if (receipts.some((receipt) => receipt.head !== head)) {
      const first = Math.min(Math.max(provenTo + 1, start), due);
      return broken({
        kind: 'changed',
        sequence: first,
        upTo: due,
        entry: first === due ? line.entry : undefined,
      });
    }
    if (receipts.length > 0) provenTo = due;
    previous = head;
  }
  const end = start + lines.length - 1;
  const newest = kept.reduce((newer, { sequence }) => Math.max(newer, sequence), 0);
  if (newest > end) return broken({ kind: 'removed', sequence: end + 1, upTo: newest, entry: undefined });
  return { isIntact: true, proven: provenTo < from ? undefined : { from, to: provenTo } };
}

/** The number that the oldest entry has, or would have by the first one that can be read. */
function numberOfFirst(lines: readonly (Line | undefined)[]): number {
  const index = lines.findIndex((line) => line !== undefined);
  return Math.max(1, (lines[index]?.sequence ?? 1) - Math.max(0, index));
}

/** What happened where the entry at `index` is not the one that is due. */
function misplaced(
  entries: readonly StatementEntry[],
  lines: readonly (Line | undefined)[],
  index: number,
  due: number,
): StatementFault {
  const line = lines[index];
  if (line === undefined) return faultAt('changed', due, entries[index]);
  const { sequence, entry } = line;
  if (lines.slice(0, index).some((earlier) => earlier?.sequence === sequence))
    return faultAt('added', sequence, entry);
  if (sequence < due) return faultAt('reordered', sequence, entry);
  const later = lines.slice(index + 1).find((other) => other?.sequence === due);
  if (later !== undefined) return faultAt('reordered', due, later.entry);
  // The next one is in its place, so this one stands in the place of the one that is due, under another number.
  if (lines[index + 1]?.sequence === due + 1) return faultAt('changed', due, entry);
  return { kind: 'removed', sequence: due, upTo: sequence - 1, entry: undefined };
}

function faultAt(
  kind: StatementFault['kind'],
  sequence: number,
  entry: StatementEntry | undefined,
): StatementFault {
  return { kind, sequence, upTo: sequence, entry };
}

function broken(fault: StatementFault): StatementVerdict {
  return { isIntact: false, fault };
}

/** Undefined where the entry is not one that the API answers for this account. */
function lineOf(entry: StatementEntry, account: string): Line | undefined {
  const { transactionReference, amount, creationDate, descriptionText } = entry ?? {};
  const [debit, credit] = [partyOf(entry?.debitParty), partyOf(entry?.creditParty)];
  const receipt = parseReceipt(entry?.transactionReceipt);
  const data = Array.isArray(entry?.customData) ? (entry.customData as readonly KeyAndValue[]) : [];
  const custom = new Map(data.map((item) => [item?.key, item?.value]));
  const [balanceAfter, type, nonce = ''] = ['balanceAfter', 'type', 'nonce'].map((key) => custom.get(key));
  const counterparty = debit === account ? credit : debit;
  const texts = [transactionReference, type, amount, balanceAfter, creationDate, counterparty];
  const isOurs =
    receipt !== undefined &&
    custom.get('sequence') === String(receipt.sequence) &&
    custom.size === data.length &&
    (debit === account) !== (credit === account) &&
    entry.currency === 'GNF' &&
    entry.transactionStatus === 'completed' &&
    texts.every((text) => typeof text === 'string') &&
    // A number, or half of a surrogate pair, would have the hash of another text.
    (descriptionText === undefined ||
      (typeof descriptionText === 'string' && !/\p{Surrogate}/u.test(descriptionText))) &&
    // A credit of `-250` would have the hash of a debit of `250`.
    /^\d+$/.test(amount);
  if (!isOurs) return undefined;
  const signed = debit === account ? `-${amount}` : amount;
  const fields = [account, receipt.sequence, transactionReference, type, signed, balanceAfter, creationDate];
  return { ...receipt, entry, fields: [...fields, counterparty] as string[], descriptionText, nonce };
}

/** A party as the hash has it: a number without its plus, or an account of the system. */
function partyOf(parties: readonly KeyAndValue[] | undefined): string | undefined {
  const [party] = parties?.length === 1 ? parties : [];
  if (party?.key === 'msisdn') return /^\+\d+$/.test(party.value) ? party.value.slice(1) : undefined;
  if (party?.key !== 'organisationid' || !/^[a-z]+$/.test(party.value)) return undefined;
  return `SYS#${party.value.toUpperCase()}`;
}

function parseReceipt(text: unknown): Receipt | undefined {
  const [, sequence, head] = /^([1-9]\d{0,14})\.([0-9a-f]{64})$/.exec(String(text)) ?? [];
  return sequence === undefined || head === undefined ? undefined : { sequence: Number(sequence), head };
}

async function headOf({ fields, descriptionText, nonce }: Line, previousHead: string): Promise<string> {
  const description = descriptionText === undefined ? '' : await sha256(descriptionText);
  return sha256(JSON.stringify(['v1', ...fields, description, nonce, previousHead]));
}

/** SHA-256 of a text in UTF-8, as lower-case hex. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
