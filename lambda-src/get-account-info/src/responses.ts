import type { Account } from '@fintech-solution/domain/account';
import type { AllowanceLimit } from '@fintech-solution/domain/opening-allowance';
import {
  COMMON_PROBLEMS,
  type CommonRefusal,
  jsonAnswer,
  type Problem,
  problemAnswer,
  retryAfter,
} from '@fintech-solution/runtime/http/problem';
import type { RequestContext } from '@fintech-solution/runtime/http/request-context';
import { PROBLEM_MESSAGES } from '@fintech-solution/domain/problem-messages.fr';
import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import type { APIGatewayProxyResult } from 'aws-lambda';

/** Everything that this function may answer. */
export type Outcome =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'openings-spent';
      readonly limit: AllowanceLimit;
      readonly retryAfterSeconds: number;
    }
  | { readonly kind: 'enquiries-spent'; readonly retryAfterSeconds: number }
  | { readonly kind: Refusal };

type Refusal = 'msisdn-invalid' | CommonRefusal;

/** Each refusal's one answer; a refusal without an entry does not compile. */
const PROBLEMS: Readonly<Record<Refusal, Problem>> = {
  ...COMMON_PROBLEMS,
  'msisdn-invalid': { status: 400, code: 'MSISDN_INVALID', message: PROBLEM_MESSAGES.MSISDN_INVALID },
};

/** The HTTP answer for an outcome: JSON for what was asked, `application/problem+json` (RFC 9457) for the rest. */
export function toResponse(
  outcome: Outcome,
  headers: RequestContext['answerHeaders'],
): APIGatewayProxyResult {
  switch (outcome.kind) {
    case 'found':
      return jsonAnswer(foundBody(outcome.account), headers);
    case 'being-opened':
      return jsonAnswer({ message: MESSAGES.accountBeingOpened, code: 'ACCOUNT_BEING_OPENED' }, headers);
    case 'closed':
      return jsonAnswer({ message: MESSAGES.accountClosed, code: 'ACCOUNT_CLOSED' }, headers);
    case 'openings-spent':
      return problemAnswer(tooMany(MESSAGES.openingsSpent, outcome.retryAfterSeconds), headers);
    case 'enquiries-spent':
      return problemAnswer(tooMany(PROBLEM_MESSAGES.TOO_MANY_REQUESTS, outcome.retryAfterSeconds), headers);
    default:
      return problemAnswer(PROBLEMS[outcome.kind], headers);
  }
}

/** @param message a caller waits a day for the next opening, or at most a minute for the next enquiry. */
function tooMany(message: string, retryAfterSeconds: number): Problem {
  return { status: 429, code: 'TOO_MANY_REQUESTS', message, headers: retryAfter(retryAfterSeconds) };
}

function foundBody({ msisdn, balance, currency }: Account): object {
  // The balance is a string: a JSON number would pass through a float in most clients.
  const data = { msisdn, balance: String(balance), currency };
  return { message: MESSAGES.accountFound, code: 'ACCOUNT_FOUND', data };
}
