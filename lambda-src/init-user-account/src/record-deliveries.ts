import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { type Channel, MAX_UNKNOWN_OUTCOMES, type Welcome } from '@fintech-solution/domain/welcome';
import { nameOf } from './error-name.ts';
import type { Accounts, Delivery } from './ports.ts';
import {
  unknownReason,
  type WelcomeAttempt,
  type WelcomeDependencies,
  type WelcomeRequest,
  type WelcomeResult,
} from './welcome.ts';

type Dependencies = Pick<WelcomeDependencies, 'accounts' | 'deadLetters'>;

/** True when no further delivery has to see to this channel. */
export function isFinished({ kind, recorded }: WelcomeResult): boolean {
  return recorded !== false && (kind === 'sent' || kind === 'given-up');
}

/**
 * Records what became of an account's welcomes, when all are known: those that were sent share one write. Never throws:
 * channels fail apart.
 */
export async function recordDeliveries(
  dependencies: Dependencies,
  request: WelcomeRequest,
  attempts: readonly (WelcomeAttempt | WelcomeResult)[],
): Promise<readonly WelcomeResult[]> {
  const sent = attempts.flatMap((attempt) =>
    'delivery' in attempt && attempt.delivery.kind === 'sent' ? [attempt.channel] : [],
  );
  const recording = recordSent(dependencies.accounts, request.msisdn, sent);
  return Promise.all(
    attempts.map(async (attempt) => {
      if (!('delivery' in attempt)) return attempt;
      const { channel, held, delivery } = attempt;
      if (delivery.kind === 'sent') return sentResult(channel, (await recording).get(channel));
      return recordUnsent(dependencies, request, channel, held, delivery);
    }),
  );
}

/** Why a channel's "sent" was not recorded; undefined where it was. */
type Failures = ReadonlyMap<Channel, string | undefined>;

async function recordSent(
  accounts: Accounts,
  msisdn: Msisdn,
  channels: readonly Channel[],
): Promise<Failures> {
  // What fails together is tried apart: one fault, or one channel that is missing, must not have both sent again.
  const isRecorded = channels.length > 1 && (await accounts.recordSent(msisdn, channels).catch(() => false));
  // A channel that is gone from the account has no place to record it, and no later delivery sends it again.
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

/** Ends the lease of a welcome that was not sent: given up, or free for the next delivery. */
async function recordUnsent(
  { accounts, deadLetters }: Dependencies,
  { msisdn, message }: WelcomeRequest,
  channel: Channel,
  held: Welcome,
  delivery: Exclude<Delivery, { kind: 'sent' }>,
): Promise<WelcomeResult> {
  const unknown = held.unknown + (delivery.kind === 'unknown' ? 1 : 0);
  const isSpent = delivery.kind === 'unknown' && unknown >= MAX_UNKNOWN_OUTCOMES;
  const reason = isSpent ? unknownReason(channel) : delivery.reason;
  const isFinal = isSpent || delivery.kind === 'refused';
  // Parked first, given up afterwards: a crash in between parks twice, but never gives up without a trace.
  const parking = isFinal
    ? await deadLetters.send(message, reason).then(
        () => ({ kind: 'given-up' }) as const,
        (error: unknown) => ({ kind: 'failed', notParked: error }) as const,
      )
    : ({ kind: 'failed' } as const);
  const state = parking.kind === 'given-up' ? 'given-up' : 'pending';
  const { leaseUntil: _, ...rest } = held;
  const isRecorded = await accounts
    .replaceWelcome({ msisdn, channel }, held, { ...rest, state, unknown })
    .catch(() => false);
  return { channel, ...parking, ...(isRecorded ? {} : { recorded: false }), reason };
}
