import type { OpenOutcome } from '@fintech-solution/domain/account-store';
import { type Delivery, type DeliveryRecord, isSettled } from '@fintech-solution/domain/delivery';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel } from '@fintech-solution/domain/welcome';
import type { DeadLetters } from '@fintech-solution/runtime/sqs/batch';
import {
  attemptDelivery,
  type Clock,
  type DeliveryResult,
  type Outgoing,
  takeUpMessage,
} from '@fintech-solution/runtime/sqs/deliver';
import type { SQSRecord } from 'aws-lambda';
import type { Accounts, Notifiers, WelcomeMessage } from './ports.ts';

/** What became of one channel's welcome in one delivery. */
export interface WelcomeResult extends DeliveryResult {
  readonly channel: Channel;
}

/** A welcome that was tried under its lease, which the account does not show yet. */
export interface WelcomeAttempt {
  readonly channel: Channel;
  readonly outgoing: Outgoing<WelcomeMessage>;
  readonly held: DeliveryRecord;
  readonly delivery: Delivery;
}

export interface WelcomeDependencies extends Clock {
  readonly accounts: Accounts;
  readonly notifiers: Notifiers;
  readonly deadLetters: DeadLetters;
}

/** Whose welcome it is, and the message that asks for it. */
export interface WelcomeRequest {
  readonly msisdn: Msisdn;
  /** An operator sent a copy of this message back: what was given up on these channels is tried again, once. */
  readonly redrivenChannels: readonly Channel[];
  readonly message: SQSRecord;
}

/**
 * Goes on with a welcome that an earlier delivery left; undefined when it is settled. A welcome that another delivery holds
 * gives a result without an attempt. Never throws: channels fail apart.
 */
export async function resumeWelcome(
  dependencies: WelcomeDependencies,
  request: WelcomeRequest,
  { welcomes, openingBalance }: OpenOutcome & { kind: 'already-open' },
  channel: Channel,
): Promise<WelcomeAttempt | WelcomeResult | undefined> {
  const redrive = request.redrivenChannels.includes(channel) ? request.message.messageId : undefined;
  const stored = welcomes[channel];
  if (stored === undefined || isSettled(stored, redrive)) return undefined;
  // Without the amount nothing true could be said; the account is for a person to look at.
  if (openingBalance === undefined) return { channel, kind: 'failed', reason: 'opening-balance-corrupt' };
  const outgoing = outgoingWelcome(dependencies, request, openingBalance, channel);
  const taken = await takeUpMessage(outgoing, stored, dependencies, redrive);
  if (!('held' in taken)) return { channel, ...taken };
  const { held } = taken;
  return { channel, outgoing, held, delivery: await attemptDelivery(outgoing, held, dependencies.clock) };
}

/** Sends the welcome of an account that this delivery has opened. Never throws: channels fail apart. */
export async function attemptWelcome(
  dependencies: WelcomeDependencies,
  request: WelcomeRequest,
  openingBalance: Francs,
  channel: Channel,
  held: DeliveryRecord,
): Promise<WelcomeAttempt> {
  const outgoing = outgoingWelcome(dependencies, request, openingBalance, channel);
  return { channel, outgoing, held, delivery: await attemptDelivery(outgoing, held, dependencies.clock) };
}

function outgoingWelcome(
  { accounts, notifiers }: WelcomeDependencies,
  { msisdn }: WelcomeRequest,
  openingBalance: Francs,
  channel: Channel,
): Outgoing<WelcomeMessage> {
  return {
    channel,
    notifier: notifiers[channel],
    message: { msisdn, openingBalance },
    replace: (from, to) => accounts.replaceWelcome({ msisdn, channel }, from, to),
  };
}
