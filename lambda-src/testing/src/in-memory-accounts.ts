import {
  type Account,
  ACCOUNT_STATUSES,
  type AccountStatus,
  AccountsUnavailableError,
  CorruptAccountError,
} from '@fintech-solution/domain/account';
import type { AccountStore, WelcomePlace } from '@fintech-solution/domain/account-store';
import { type DeliveryRecord, isSameRecord, newlyHeld } from '@fintech-solution/domain/delivery';
import { CURRENCY, type Francs, parseFrancs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel, Welcomes } from '@fintech-solution/domain/welcome';

/** One channel's welcome as it is kept; a count of 0 is not kept. */
export type StoredWelcome = Omit<DeliveryRecord, 'unknown'> & Partial<Pick<DeliveryRecord, 'unknown'>>;

/** An account as it is kept: amounts in decimal notation, so that a test can store what is corrupt. */
export interface StoredAccount {
  readonly balance: string;
  readonly openingBalance?: string;
  readonly currency?: string;
  readonly status: string;
  readonly createdAt: string;
  readonly openedBy: string;
  readonly version: number;
  readonly welcome?: Readonly<Partial<Record<Channel, StoredWelcome>>>;
}

/** A store that a test can look into, write behind, and switch off. */
export interface InMemoryAccounts extends AccountStore {
  /** What is kept for a number. */
  stored(msisdn: Msisdn): StoredAccount | undefined;
  /** Keeps an account as somebody else would have written it: a deposit, or a mistake. */
  put(msisdn: Msisdn, account: StoredAccount): void;
  /** From now on every call fails as when the store does not answer; undo with `false`. */
  failing(isFailing: boolean): void;
}

/** The accounts' store without a database; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryAccounts(): InMemoryAccounts {
  const accounts = new Map<Msisdn, StoredAccount>();
  let isDown = false;
  const reach = (): void => {
    if (isDown) throw new AccountsUnavailableError(new Error('switched off'));
  };

  const storeWelcome = ({ msisdn, channel }: WelcomePlace, welcome: DeliveryRecord): void => {
    const account = accounts.get(msisdn);
    if (account)
      accounts.set(msisdn, { ...account, welcome: { ...account.welcome, [channel]: kept(welcome) } });
  };
  const welcomeAt = ({ msisdn, channel }: WelcomePlace) => accounts.get(msisdn)?.welcome?.[channel];

  return {
    stored: (msisdn) => accounts.get(msisdn),
    put: (msisdn, account) => void accounts.set(msisdn, account),
    failing: (isFailing) => void (isDown = isFailing),

    async find(msisdn) {
      reach();
      const account = accounts.get(msisdn);
      return account && accountOf(account, msisdn);
    },

    async open(opening, leaseUntil) {
      reach();
      const { msisdn, openingBalance, openedBy, createdAt, channels } = opening;
      const held = newlyHeld(leaseUntil);
      const found = accounts.get(msisdn);
      if (found !== undefined) {
        const isOwn =
          found.openedBy === openedBy &&
          found.createdAt === createdAt &&
          channels.every((channel) => standsAs(welcomeAt({ msisdn, channel }), held));
        if (isOwn) return { kind: 'opened' };
        if (statusOf(found) === 'CLOSED') return { kind: 'closed' };
        return {
          kind: 'already-open',
          welcomes: welcomesOf(found),
          openingBalance: amountOf(found.openingBalance),
        };
      }
      const amount = String(openingBalance);
      accounts.set(msisdn, {
        balance: amount,
        openingBalance: amount,
        currency: CURRENCY,
        status: 'ACTIVE',
        createdAt,
        openedBy,
        version: 1,
        welcome: Object.fromEntries(channels.map((channel) => [channel, kept(held)])),
      });
      return { kind: 'opened' };
    },

    async replaceWelcome(place, from, to) {
      reach();
      const stored = welcomeAt(place);
      if (standsAs(stored, to)) return true;
      if (!standsAs(stored, from)) return false;
      storeWelcome(place, to);
      return true;
    },

    async recordSent(msisdn, channels) {
      reach();
      const places = channels.map((channel) => ({ msisdn, channel }));
      const hasAll = places.every((place) => welcomeAt(place) !== undefined);
      if (hasAll) for (const place of places) storeWelcome(place, { state: 'sent', unknown: 0 });
      return hasAll;
    },
  };
}

function accountOf(stored: StoredAccount, msisdn: Msisdn): Account {
  const { currency } = stored;
  if (currency !== CURRENCY) throw new CorruptAccountError(`currency is not ${CURRENCY}`);
  const balance = amountOf(stored.balance);
  if (balance === undefined) throw new CorruptAccountError('balance is not a whole number');
  return { msisdn, status: statusOf(stored), balance, currency };
}

function statusOf({ status }: StoredAccount): AccountStatus {
  const known = ACCOUNT_STATUSES.find((one) => one === status);
  if (known === undefined) throw new CorruptAccountError('status is unknown');
  return known;
}

function amountOf(stored = ''): Francs | undefined {
  const amount = parseFrancs(stored);
  return amount === undefined || amount < 0n ? undefined : amount;
}

function welcomesOf({ welcome = {} }: StoredAccount): Welcomes {
  return Object.fromEntries(
    Object.entries(welcome).map(([channel, stored]) => [channel, { unknown: 0, ...stored }]),
  );
}

function kept({ unknown, ...rest }: DeliveryRecord): StoredWelcome {
  return unknown === 0 ? rest : { ...rest, unknown };
}

function standsAs(stored: StoredWelcome | undefined, welcome: DeliveryRecord): boolean {
  return stored !== undefined && isSameRecord({ unknown: 0, ...stored }, welcome);
}
