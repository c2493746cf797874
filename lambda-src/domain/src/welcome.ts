/** The ways in which a new customer is welcomed. */
export const CHANNELS = ['sms', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where one channel's welcome stands. `sent` and `given-up` are settled. */
export const WELCOME_STATES = ['pending', 'sending', 'sent', 'given-up'] as const;
export type WelcomeState = (typeof WELCOME_STATES)[number];

/** One channel's welcome as the account keeps it. */
export interface Welcome {
  readonly state: WelcomeState;
  /** Only while `sending`: until when one delivery alone may send, in epoch milliseconds. */
  readonly leaseUntil?: number | undefined;
  /** How many sendings may have reached the customer without our knowledge. */
  readonly unknown: number;
  /** Which redrive, by its message id, was the last to take the welcome up after it was given up. */
  readonly redrivenBy?: string | undefined;
}

/** The welcomes of an account; a channel that was OFF at opening is absent, and settled. */
export type Welcomes = Readonly<Partial<Record<Channel, Welcome>>>;

/**
 * A channel with so many unknown outcomes is given up. Each of them may be a message that the customer has: a provider that
 * delivers and answers late would otherwise send one message for each delivery of the request.
 */
export const MAX_UNKNOWN_OUTCOMES = 2;

/** The welcome of a new account: the delivery that opens it holds the lease. */
export function heldByOpener(leaseUntil: number): Welcome {
  return { state: 'sending', leaseUntil, unknown: 0 };
}

/** True when no delivery has to see to this welcome, save a redrive that did not yet try it. */
export function isSettled({ state, redrivenBy }: Welcome, redrive?: string): boolean {
  return state === 'sent' || (state === 'given-up' && (redrive === undefined || redrive === redrivenBy));
}

/** True when both say the same, attribute by attribute. */
export function isSameWelcome(one: Welcome, other: Welcome): boolean {
  const names = ['state', 'leaseUntil', 'unknown', 'redrivenBy'] as const;
  return names.every((name) => one[name] === other[name]);
}

/**
 * The welcome as a delivery takes it up; undefined while another delivery holds it, or when it is settled.
 *
 * A lease that ran out counts as an unknown outcome: its holder died, or could not record what became of the message.
 * After it was given up, each redrive may try once more, and has one unknown outcome left.
 *
 * @param now epoch milliseconds.
 * @param redrive the message id of the redrive, where the delivery is one for this channel.
 */
export function takeUp(
  welcome: Welcome,
  now: number,
  leaseUntil: number,
  redrive?: string,
): Welcome | undefined {
  const { state, unknown } = welcome;
  const isHeld = state === 'sending' && !((welcome.leaseUntil ?? Number.POSITIVE_INFINITY) < now);
  if (isHeld || isSettled(welcome, redrive)) return undefined;
  const taken = { ...welcome, state: 'sending', leaseUntil } as const;
  if (state === 'sending') return { ...taken, unknown: unknown + 1 };
  if (state === 'given-up')
    return { ...taken, unknown: Math.min(unknown, MAX_UNKNOWN_OUTCOMES - 1), redrivenBy: redrive };
  return taken;
}
