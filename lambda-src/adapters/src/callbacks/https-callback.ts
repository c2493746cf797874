import { type Delivery, type Notifier, unanswered } from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import {
  type Callback,
  callbackHeaders,
  type SigningMasters,
} from '@fintech-solution/domain/ledger/callback';
import {
  type CallbackHosts,
  isAllowedUrl,
  isCallbackUrl,
} from '@fintech-solution/domain/ledger/callback-url';
import { createSendJson, type RequestLimits, type SendJson } from '../https-request.ts';
import { ADDRESS_NOT_PUBLIC, publicLookup } from './public-address.ts';

/** How long a client's server may take, from the look-up of its name to the last byte of its answer. */
export const CALLBACK_CALL_MS = 5_000;
/** More of an answer is not read; nothing in it is of use. */
const MAX_ANSWER_BYTES = 64 * 1_024;

/** Where the secrets come from that sign. */
export interface SigningMastersSource {
  get(): Promise<SigningMasters>;
}

export interface Dependencies {
  readonly put: SendJson;
  readonly hosts: CallbackHosts;
  readonly masters: SigningMastersSource;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Callbacks to the servers of clients. Any 2xx settles one; everything else, a redirect too, may be mended by its owner and is
 * tried again. A URL that is not allowed is refused for good: it was allowed when the transaction was accepted, and a setting
 * has changed since.
 */
export function createHttpsCallbacks({ put, hosts, masters, clock }: Dependencies): Notifier<Callback> {
  return {
    async send(callback) {
      const { url, body } = callback;
      if (!isCallbackUrl(url) || !isAllowedUrl(url, hosts))
        return { kind: 'refused', reason: 'callback-url-not-allowed' };
      const secrets = await masters.get().catch((error: unknown) => `callback-secret-${nameOf(error)}`);
      if (typeof secrets === 'string') return { kind: 'failed', reason: secrets };
      return put(url, callbackHeaders(callback, secrets, clock()), body).then(deliveryOf, unansweredCallback);
    },
  };
}

/**
 * Sends to public addresses, and to this machine over plain http, which only the local stack allows as a URL.
 *
 * @param changes a shorter time, certificates and names of a test.
 */
export function createPutCallback({ network, ...changes }: Partial<RequestLimits> = {}): SendJson {
  const limits = { timeoutMs: CALLBACK_CALL_MS, maxAnswerBytes: MAX_ANSWER_BYTES, ...changes };
  const lookup = publicLookup();
  const toInternet = createSendJson('PUT', 'send-callback', { ...limits, network: { lookup, ...network } });
  const toThisMachine = createSendJson('PUT', 'send-callback', limits);
  return (url, headers, body) =>
    (new URL(url).protocol === 'http:' ? toThisMachine : toInternet)(url, headers, body);
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  return { kind: 'failed', reason: `callback-http-${status}` };
}

function unansweredCallback(error: unknown): Delivery {
  if ((error as { code?: unknown } | null)?.code === ADDRESS_NOT_PUBLIC)
    return { kind: 'failed', reason: 'callback-address-not-public' };
  return unanswered('callback', error);
}
