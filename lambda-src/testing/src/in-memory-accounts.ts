import {
  AccountsUnavailableError,
  type Account,
  type Channel,
  CorruptAccountError,
  type Welcome,
  type WelcomeState,
} from '@fintech-solution/domain/account';
import type { AccountStore, Lease } from '@fintech-solution/adapters/dynamodb/accounts';
import { CURRENCY, parseFrancs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** One channel's welcome as it is kept. */
export interface StoredWelcome {
  readonly state: WelcomeState;
  /** Epoch milliseconds; only while a lease is held. */
  readonly leaseUntil?: number;
}

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

type Place = Pick<Lease, 'msisdn' | 'channel'>;

/** The accounts' store without a database; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryAccounts(): InMemoryAccounts {
  const accounts = new Map<Msisdn, StoredAccount>();
  let isDown = false;
  const reach = (): void => {
    if (isDown) throw new AccountsUnavailableError(new Error('switched off'));
  };

  const replaceWelcome = ({ msisdn, channel }: Place, replacement: StoredWelcome): void => {
    const account = accounts.get(msisdn);
    if (account)
      accounts.set(msisdn, { ...account, welcome: { ...account.welcome, [channel]: replacement } });
  };
  const welcomeAt = ({ msisdn, channel }: Place) => accounts.get(msisdn)?.welcome?.[channel];

  return {
    stored: (msisdn) => accounts.get(msisdn),
    put: (msisdn, account) => void accounts.set(msisdn, account),
    failing: (isFailing) => void (isDown = isFailing),

    async find(msisdn) {
      reach();
      const account = accounts.get(msisdn);
      return account && accountOf(account, msisdn);
    },

    async open({ msisdn, openingBalance, openedBy, createdAt, channels }, leaseUntil) {
      reach();
      const found = accounts.get(msisdn);
      if (found !== undefined)
        return {
          kind: 'already-open',
          welcome: statesOf(found),
          openingBalance: parseFrancs(found.openingBalance ?? ''),
        };
      const amount = String(openingBalance);
      const lease = { state: 'sending', leaseUntil } as const;
      accounts.set(msisdn, {
        balance: amount,
        openingBalance: amount,
        currency: CURRENCY,
        status: 'ACTIVE',
        createdAt,
        openedBy,
        version: 1,
        welcome: Object.fromEntries(channels.map((channel) => [channel, lease])),
      });
      return { kind: 'opened' };
    },

    async claimWelcome(lease, now, retryGivenUp) {
      reach();
      const { state, leaseUntil = Number.POSITIVE_INFINITY } = welcomeAt(lease) ?? {};
      const isFree = state === 'pending' || (state === 'sending' && leaseUntil < now);
      if (!isFree && !(retryGivenUp && state === 'given-up')) return 'not-claimable';
      replaceWelcome(lease, { state: 'sending', leaseUntil: lease.leaseUntil });
      return 'claimed';
    },

    async settleWelcome(lease, state) {
      reach();
      const found = welcomeAt(lease);
      const isHolder = found?.state === 'sending' && found.leaseUntil === lease.leaseUntil;
      if (isHolder) replaceWelcome(lease, { state });
      return isHolder ? 'recorded' : 'lease-lost';
    },

    async recordSent(msisdn, channels) {
      reach();
      const places = channels.map((channel) => ({ msisdn, channel }));
      const hasAll = places.every((place) => welcomeAt(place) !== undefined);
      if (hasAll) for (const place of places) replaceWelcome(place, { state: 'sent' });
      return hasAll;
    },
  };
}

function accountOf({ balance: stored, currency }: StoredAccount, msisdn: Msisdn): Account {
  if (!currency) throw new CorruptAccountError('currency is missing');
  const balance = parseFrancs(stored);
  if (balance === undefined) throw new CorruptAccountError('balance is not a whole number');
  return { msisdn, balance, currency };
}

function statesOf({ welcome = {} }: StoredAccount): Welcome {
  return Object.fromEntries(Object.entries(welcome).map(([channel, { state }]) => [channel, state]));
}
