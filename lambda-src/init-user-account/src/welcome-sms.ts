import type { Notifier } from '@fintech-solution/domain/delivery';
import type { Sms } from '@fintech-solution/domain/sms';
import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import type { WelcomeMessage } from './ports.ts';

/** Welcomes the customer by SMS. */
export function createWelcomeSms(sms: Notifier<Sms>): Notifier<WelcomeMessage> {
  return {
    send: ({ msisdn, openingBalance }) => sms.send({ to: msisdn, text: MESSAGES.welcomeSms(openingBalance) }),
  };
}
