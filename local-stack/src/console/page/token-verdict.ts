import { type Invocation } from '../../runtime/invocation.ts';
import { type RefusalReasons } from './refusal-reasons.ts';

/** What the real authorizer says of a pasted token. */
export interface TokenVerdict {
  /**
   * `NotYet`: refused for now, which the gateway answers with 401 and does not remember. `Error`: the authorizer could not
   * tell, which the gateway answers with 500 and does not remember either.
   */
  readonly verdict: 'Allow' | 'Deny' | 'NotYet' | 'Error';
  /** Of a refusal, from the authorizer's closed list; of an Error, the error's name. */
  readonly reason?: string;
  /** The policy as the gateway gets it; absent where the authorizer gave no policy. */
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
    const verdict = verdictOf(invocation);
    const policy = invocation.outcome === 'success' ? { policy: parsed(invocation.payload) } : {};
    const reason =
      verdict === 'Error'
        ? errorName(invocation)
        : verdict === 'Allow'
          ? undefined
          : await reasons.of(requestId);
    return { verdict, ...policy, durationMs, coldStart, ...(reason !== undefined && { reason }) };
  };
}

function verdictOf(invocation: Invocation): TokenVerdict['verdict'] {
  if (invocation.outcome === 'success') return effectOf(parsed(invocation.payload));
  const isRefusal = invocation.outcome === 'error' && invocation.errorMessage === 'Unauthorized';
  return isRefusal ? 'NotYet' : 'Error';
}

/** Nothing where the answer itself was no policy. */
function errorName(invocation: Invocation): string | undefined {
  if (invocation.outcome === 'success') return undefined;
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
