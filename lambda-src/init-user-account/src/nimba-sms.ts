import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import type { SmsConfig } from './config.ts';
import type { Delivery, Notifier } from './ports.ts';

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

/** Posts JSON and resolves to the HTTP status; rejects when there was no answer in time. */
export type PostJson = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

/**
 * Welcomes by SMS through Nimba's HTTP API, which has no idempotency key: a call without an answer may have
 * sent the message, so it counts as failed and is repeated by redelivery, not here.
 *
 * @see https://developers.nimbasms.com/
 */
export function createNimbaSms(
  { apiUrl, senderName }: Pick<SmsConfig, 'apiUrl' | 'senderName'>,
  credentials: SmsCredentialsSource,
  post: PostJson,
): Notifier {
  const send = async ({ clientId, clientSecret }: SmsCredentials, body: string): Promise<number> => {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return post(apiUrl, { Authorization: `Basic ${basic}` }, body);
  };
  return {
    async welcome({ msisdn, openingBalance }) {
      const message = MESSAGES.welcomeSms(openingBalance);
      const body = JSON.stringify({ to: [msisdn], sender_name: senderName, message });
      const known = await credentials.get();
      const status = await send(known, body);
      if (!isRefusedLogin(status)) return deliveryOf(status);
      // The credentials may have been rotated since they were read: look once, then leave it to redelivery.
      const fresh = await credentials.replacing(known);
      return deliveryOf(await send(fresh, body));
    },
  };
}

function isRefusedLogin(status: number): boolean {
  return status === 401 || status === 403;
}

/** Only a 4xx that speaks of the message itself is final; login, time-out and rate limits heal. */
function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const reason = `sms-http-${status}`;
  const isFinal =
    status >= 400 && status < 500 && !isRefusedLogin(status) && status !== 408 && status !== 429;
  return { kind: isFinal ? 'refused' : 'failed', reason };
}
