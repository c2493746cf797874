import type { IncomingMessage } from 'node:http';
import type { Call } from './operations.ts';

/** Tells what a request asks for: by path for the issuer and the SMS provider, else as AWS's protocols say. */
export function callOf(request: Pick<IncomingMessage, 'url' | 'headers'>, body: string): Call {
  if (request.url?.startsWith('/jwks') === true) return { operation: 'JWKS', input: {} };
  if (request.url?.startsWith('/sms') === true) return { operation: 'SMS', input: {} };
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { operation: target.split('.').pop() ?? target, input: JSON.parse(body || '{}') as Call['input'] };
  }
  const form = new URLSearchParams(body);
  return { operation: form.get('Action') ?? 'unknown', input: Object.fromEntries(form) };
}
