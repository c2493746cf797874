import { type Log } from '@fintech-solution/runtime/log';
import { type MetricCounter } from '@fintech-solution/runtime/metrics';
import { allow, deny, wholeStage, type AuthorizerPolicy } from './policy.ts';
import { TokenRefused } from './token-refused.ts';
import { type VerifyToken } from './verify-token.ts';

/** What API Gateway sends a TOKEN authorizer; every field is unproven. */
export interface AuthorizerEvent {
  readonly authorizationToken?: unknown;
  readonly methodArn?: unknown;
}

/** What {@link createHandler} is given. */
export interface HandlerDependencies {
  readonly verifyToken: VerifyToken;
  readonly log: Log;
  readonly metrics: MetricCounter;
}

/**
 * API Gateway answers an authorizer's exception with this very message by 401, and does not cache it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
    this.name = 'Unauthorized';
  }
}

/**
 * Answers who may pass: Allow for a token that is believed, Deny for a bad one, an exception for one that may soon be good.
 *
 * Any other error is thrown as it is. The gateway answers it with a 5xx and does not cache it, while a Deny would lock a
 * good token out for as long as the gateway keeps it.
 */
export function createHandler({ verifyToken, log, metrics }: HandlerDependencies) {
  return async (event: AuthorizerEvent | null | undefined): Promise<AuthorizerPolicy> => {
    const { methodArn, authorizationToken } = event ?? {};
    const resource = wholeStage(methodArn);
    try {
      return allow(await verifyToken(authorizationToken), resource);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      log.info('token refused', { reason: error.reason });
      metrics.count('TokenRefused', { Reason: error.reason });
      if (error.isFinal) return deny(resource);
      // Lambda counts the exception as an error; the alarm on errors takes these off, or a caller's token would ring it.
      metrics.count('TokenRefusedForNow');
      throw new Unauthorized();
    }
  };
}
