import { type Delivery, type Notifier, unanswered } from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import type { Sms } from '@fintech-solution/domain/sms';
import type { SendJson } from '../https-request.ts';

/** How long the provider may take: its gateway answers after it has spoken to an operator. */
export const SMS_CALL_MS = 10_000;

export interface SmsCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where the provider's credentials come from. */
export interface SmsCredentialsSource {
  get(): Promise<SmsCredentials>;
  /** A newer pair than one that the provider refused; the same one when nothing newer is there. */
  replacing(stale: SmsCredentials): Promise<SmsCredentials>;
}

/**
 * SMS through Nimba's HTTP API, which has no idempotency key: a call without an answer may have sent the message, and is not
 * repeated here.
 *
 * @see https://developers.nimbasms.com/
 */
export function createNimbaSms(
  { apiUrl, senderName }: { readonly apiUrl: string; readonly senderName: string },
  credentials: SmsCredentialsSource,
  post: SendJson,
): Notifier<Sms> {
  const call = async (
    { clientId, clientSecret }: SmsCredentials,
    body: string,
  ): Promise<number | Delivery> => {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return post(apiUrl, { Authorization: `Basic ${basic}` }, body).catch((error: unknown) =>
      unanswered('sms', error),
    );
  };
  /** Sends again with newer credentials, where the first ones were refused: they may have been rotated meanwhile. */
  async function deliver(body: string): Promise<number | Delivery> {
    const known = await credentials.get();
    const answer = await call(known, body);
    return isRefusedLogin(answer) ? call(await credentials.replacing(known), body) : answer;
  }
  return {
    async send({ to, text }) {
      const body = JSON.stringify({ to: [to], sender_name: senderName, message: text });
      // Only the credentials can be missing here, and without them nothing is accepted.
      const answer = await deliver(body).catch((error: unknown): Delivery => {
        return { kind: 'failed', reason: `sms-credentials-${nameOf(error)}` };
      });
      return typeof answer === 'number' ? deliveryOf(answer) : answer;
    },
  };
}

function isRefusedLogin(answer: number | Delivery): boolean {
  return answer === 401 || answer === 403;
}

/**
 * Refusals that speak of the sender's account, of the way there or of the moment: the same message may be taken later. Any
 * other 4xx speaks of the message itself.
 */
const PASSING_REFUSALS: readonly number[] = [401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429];

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const isFinal = status >= 400 && status < 500 && !PASSING_REFUSALS.includes(status);
  return { kind: isFinal ? 'refused' : 'failed', reason: `sms-http-${status}` };
}
