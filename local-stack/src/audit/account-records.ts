import { type ItemWrite } from './item-writes.ts';

/** A rule that an accepted write or message broke, whatever the functions were told. */
export type Irregularity = 'claimed-while-held' | 'claimed-after-settling' | 'released-by-another';

/** What was seen of one number's account. */
export interface AccountRecord {
  /** Accepted writes of functions that put the whole item. */
  readonly openings: number;
  /** Accepted writes by clients other than the functions. */
  readonly outsideWrites: number;
  readonly irregularities: readonly Irregularity[];
  /** How often a function held the right to send, by channel. */
  readonly leases: Readonly<Record<'sms' | 'email', number>>;
  /** SMS that the provider accepted. */
  readonly smsSent: number;
}

/** The records of all numbers. */
export interface AccountRecords {
  written(write: ItemWrite, holder: string, now: number): void;
  writtenFromOutside(write: ItemWrite): void;
  smsSent(msisdn: string): void;
  all(): ReadonlyMap<string, AccountRecord>;
}

interface Held {
  readonly state: string | undefined;
  readonly leaseUntil: number;
  readonly holder: string;
}

interface Mutable {
  openings: number;
  outsideWrites: number;
  irregularities: Irregularity[];
  leases: { sms: number; email: number };
  smsSent: number;
  held: Partial<Record<'sms' | 'email', Held>>;
}

const CHANNELS = ['sms', 'email'] as const;

/** No account seen yet. */
export function createAccountRecords(): AccountRecords {
  const records = new Map<string, Mutable>();
  const recordOf = (msisdn: string): Mutable => {
    const known = records.get(msisdn) ?? newRecord();
    records.set(msisdn, known);
    return known;
  };
  return {
    written(write, holder, now) {
      const record = recordOf(write.key['msisdn'] ?? '');
      if (write.kind === 'put') record.openings += 1;
      for (const channel of CHANNELS) {
        const next = heldAfter(write, channel, holder);
        if (next === undefined) continue;
        const broken = write.kind === 'put' ? undefined : irregularity(record.held[channel], next, now);
        if (broken !== undefined) record.irregularities.push(broken);
        if (next.state === 'sending') record.leases[channel] += 1;
        record.held[channel] = next;
      }
    },
    writtenFromOutside(write) {
      const record = recordOf(write.key['msisdn'] ?? '');
      record.outsideWrites += 1;
      // A removed account may be opened again; what was sent to its number stays sent.
      if (write.kind === 'delete') Object.assign(record, { openings: 0, irregularities: [], held: {} });
      if (write.kind !== 'update') return;
      for (const channel of CHANNELS) {
        const next = heldAfter(write, channel, 'outside');
        if (next !== undefined) record.held[channel] = next;
      }
    },
    smsSent: (msisdn) => void (recordOf(msisdn).smsSent += 1),
    all: () => records,
  };
}

function newRecord(): Mutable {
  return {
    openings: 0,
    outsideWrites: 0,
    irregularities: [],
    leases: { sms: 0, email: 0 },
    smsSent: 0,
    held: {},
  };
}

function heldAfter({ values }: ItemWrite, channel: 'sms' | 'email', holder: string): Held | undefined {
  const state = values[`welcome.${channel}.state`];
  if (state === undefined) return undefined;
  return { state, leaseUntil: Number(values[`welcome.${channel}.leaseUntil`] ?? 0), holder };
}

/**
 * Which rule the step from one state of a channel to the next breaks. Both clocks are this machine's, and a write is
 * seen after its caller looked at the clock, so a lease that is over here was over there.
 */
function irregularity(before: Held | undefined, next: Held, now: number): Irregularity | undefined {
  if (before === undefined) return undefined;
  if (next.state === 'sending') {
    if (before.state === 'sent') return 'claimed-after-settling';
    return before.state === 'sending' && now <= before.leaseUntil ? 'claimed-while-held' : undefined;
  }
  // "Sent" is true without the lease too; only its holder may write the other ends.
  const released = next.state !== 'sent' && before.state === 'sending';
  return released && before.holder !== next.holder ? 'released-by-another' : undefined;
}
