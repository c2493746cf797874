import type { Channel } from '@fintech-solution/domain/account';
import { nameOf } from './error-name.ts';
import type { Accounts, UnsentState, WelcomeLease } from './ports.ts';
import type { WelcomeAttempt, WelcomeDependencies, WelcomeOrder, WelcomeResult } from './welcome.ts';

/** True when no further delivery has to see to this channel. */
export function isSettled({ kind, recorded }: WelcomeResult): boolean {
  return recorded !== false && (kind === 'sent' || kind === 'given-up');
}

/**
 * Records what became of an account's welcomes, when all are known: those that were sent share one write. Never throws:
 * channels fail apart.
 */
export async function settleWelcomes(
  { accounts }: Pick<WelcomeDependencies, 'accounts'>,
  order: WelcomeOrder,
  attempts: readonly (WelcomeAttempt | WelcomeResult)[],
): Promise<readonly WelcomeResult[]> {
  const sent = attempts.flatMap((attempt) =>
    'delivery' in attempt && attempt.delivery.kind === 'sent' ? [attempt.lease.channel] : [],
  );
  const recording = recordSent(accounts, order, sent);
  return Promise.all(
    attempts.map(async (attempt) => {
      if (!('delivery' in attempt)) return attempt;
      const { lease, delivery } = attempt;
      if (delivery.kind === 'sent') return sentResult(lease.channel, (await recording).get(lease.channel));
      // Parked first, given up afterwards: a crash in between parks twice, but never gives up without a trace.
      const isGivenUp = delivery.kind === 'refused' && (await isParked(order, delivery.reason));
      return settleUnsent(accounts, lease, isGivenUp ? 'given-up' : 'pending', delivery.reason);
    }),
  );
}

/** Why a channel's "sent" was not recorded; undefined where it was. */
type Failures = ReadonlyMap<Channel, string | undefined>;

async function recordSent(
  accounts: Accounts,
  { msisdn }: WelcomeOrder,
  channels: readonly Channel[],
): Promise<Failures> {
  // What fails together is tried apart: one fault, or one channel that is missing, must not have both sent again.
  const isRecorded = channels.length > 1 && (await accounts.recordSent(msisdn, channels).catch(() => false));
  // A channel that is gone from the account has nowhere to record it, and nobody left to send again.
  const recordOne = (channel: Channel) =>
    accounts.recordSent(msisdn, [channel]).then(() => undefined, nameOf);
  const failures = channels.map(
    async (channel) => [channel, isRecorded ? undefined : await recordOne(channel)] as const,
  );
  return new Map(await Promise.all(failures));
}

function sentResult(channel: Channel, failure: string | undefined): WelcomeResult {
  return failure === undefined
    ? { channel, kind: 'sent' }
    : { channel, kind: 'sent', recorded: false, reason: failure };
}

function isParked({ park }: WelcomeOrder, reason: string): Promise<boolean> {
  return park(reason).then(
    () => true,
    () => false,
  );
}

async function settleUnsent(
  accounts: Accounts,
  lease: WelcomeLease,
  state: UnsentState,
  reason: string,
): Promise<WelcomeResult> {
  const outcome = await accounts.settleWelcome(lease, state).catch(nameOf);
  const kind = state === 'pending' ? 'failed' : state;
  return { channel: lease.channel, kind, ...(outcome === 'recorded' ? {} : { recorded: false }), reason };
}
