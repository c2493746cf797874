import { nameOf } from '@fintech-solution/domain/error-name';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel } from '@fintech-solution/domain/welcome';
import { recordUnsent } from '@fintech-solution/runtime/sqs/deliver';
import type { Accounts } from './ports.ts';
import type { WelcomeAttempt, WelcomeDependencies, WelcomeRequest, WelcomeResult } from './welcome.ts';

type Dependencies = Pick<WelcomeDependencies, 'accounts' | 'deadLetters'>;

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
  const { accounts, deadLetters } = dependencies;
  const { msisdn, message: record } = request;
  const recording = recordSent(accounts, msisdn, sent);
  return Promise.all(
    attempts.map(async (attempt) => {
      if (!('delivery' in attempt)) return attempt;
      const { channel, outgoing, held, delivery } = attempt;
      if (delivery.kind === 'sent') return sentResult(channel, (await recording).get(channel));
      return { channel, ...(await recordUnsent(outgoing, { deadLetters, record }, held, delivery)) };
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
