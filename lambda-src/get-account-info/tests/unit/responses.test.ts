import { newAccount } from '@fintech-solution/domain/account';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { type Outcome, toResponse } from '../../src/responses.ts';

const HEADERS = { 'Cache-Control': 'no-store', 'X-Correlation-Id': 'call-1' };
const bodyOf = (outcome: Outcome) => JSON.parse(toResponse(outcome, HEADERS).body) as Record<string, unknown>;
const account = newAccount('224622000001' as Msisdn, 9_007_199_254_740_993n);

describe('an answer', () => {
  it('to an open account is its balance, as decimal text', () => {
    expect(toResponse({ kind: 'found', account }, HEADERS)).toEqual({
      statusCode: 200,
      headers: {
        'Cache-Control': 'no-store',
        'Content-Type': 'application/json',
        'X-Correlation-Id': 'call-1',
      },
      body: JSON.stringify({
        message: 'Voici le solde de votre compte.',
        code: 'ACCOUNT_FOUND',
        data: { msisdn: '224622000001', balance: '9007199254740993', currency: 'GNF' },
      }),
    });
  });

  it('to an account that is being opened has no data, and promises no message', () => {
    const body = bodyOf({ kind: 'being-opened' });
    expect(toResponse({ kind: 'being-opened' }, HEADERS).statusCode).toBe(200);
    expect(body).toEqual({ code: 'ACCOUNT_BEING_OPENED', message: expect.any(String) as string });
    expect(body['message']).not.toMatch(/sms|mail/i);
  });

  it('to an account that was closed has no data', () => {
    expect(toResponse({ kind: 'closed' }, HEADERS).statusCode).toBe(200);
    expect(bodyOf({ kind: 'closed' })).toEqual({
      code: 'ACCOUNT_CLOSED',
      message: 'Le compte de ce numéro est fermé.',
    });
  });

  it.each([
    ['msisdn-invalid', 400, 'Bad Request', 'MSISDN_INVALID'],
    ['unauthorized', 401, 'Unauthorized', 'UNAUTHORIZED'],
    ['forbidden', 403, 'Forbidden', 'FORBIDDEN'],
    ['internal-error', 500, 'Internal Server Error', 'INTERNAL_ERROR'],
    ['unavailable', 503, 'Service Unavailable', 'UNAVAILABLE'],
  ] as const)('to %s is the problem %d %s %s', (kind, status, title, code) => {
    const { statusCode, headers } = toResponse({ kind }, HEADERS);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      'X-Correlation-Id': 'call-1',
    });
    const body = bodyOf({ kind });
    expect(body).toEqual({ type: 'about:blank', title, status, code, message: expect.any(String) as string });
  });
});
