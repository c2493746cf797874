import { type Invocation } from '../../runtime/invocation.ts';
import { type RefusalReasons } from './refusal-reasons.ts';

/** What the real authorizer says of a token that somebody pasted. */
export interface TokenVerdict {
  /** `Error`: it could not tell, which the gateway answers with 500 and does not remember. */
  readonly verdict: 'Allow' | 'Deny' | 'Error';
  /** Of a Deny, from the authorizer's closed list; of an Error, the error's name. */
  readonly reason?: string;
  /** The policy as the gateway gets it; absent where there is none. */
  readonly policy?: unknown;
  readonly durationMs: number;
  readonly coldStart: boolean;
}

/** What {@link createTokenVerdict} needs from outside. */
export interface TokenVerdictDependencies {
  readonly invokeAuthorizer: (event: unknown) => Promise<Invocation>;
  readonly reasons: RefusalReasons;
  /** ARN of the method that the token is tried on. */
  readonly methodArn: string;
}

/**
 * Asks the authorizer that the gateway asks, past its cache.
 *
 * @returns a judge of what a person pastes: a token alone, or the whole value of the header.
 */
export function createTokenVerdict({ invokeAuthorizer, reasons, methodArn }: TokenVerdictDependencies) {
  return async (pasted: string): Promise<TokenVerdict> => {
    const authorizationToken = /^bearer /i.test(pasted) ? pasted : `Bearer ${pasted}`;
    const invocation = await invokeAuthorizer({ type: 'TOKEN', authorizationToken, methodArn });
    const { durationMs, coldStart, requestId } = invocation;
    if (invocation.outcome !== 'success')
      return { verdict: 'Error', reason: errorName(invocation), durationMs, coldStart };
    const policy = parsed(invocation.payload);
    const verdict = effectOf(policy);
    const reason = verdict === 'Deny' ? await reasons.of(requestId) : undefined;
    return { verdict, policy, durationMs, coldStart, ...(reason !== undefined && { reason }) };
  };
}

function errorName(invocation: Exclude<Invocation, { outcome: 'success' }>): string {
  return 'errorType' in invocation ? invocation.errorType : invocation.outcome;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function effectOf(policy: unknown): TokenVerdict['verdict'] {
  const effect = (policy as { policyDocument?: { Statement?: { Effect?: unknown }[] } } | null | undefined)
    ?.policyDocument?.Statement?.[0]?.Effect;
  return effect === 'Allow' || effect === 'Deny' ? effect : 'Error';
}
