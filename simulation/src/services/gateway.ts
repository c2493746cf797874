import type { CallerCheck } from '../invariants/callers.ts';
import { type createTokenCheck, isRefusedForNow } from '../invariants/tokens.ts';
import { POLICY_CACHE_MS } from '../profiles/run-settings.ts';
import type { Environment } from '../environment/environment.ts';
import type { Lambda } from '../environment/lambda.ts';
import type { Request } from '../environment/request.ts';
import type { Token } from '../environment/token-fixtures.ts';

export interface Gateway {
  ask(request: Request, done?: (status: number) => void): void;
}

export const STAGE_ARN = 'arn:aws:execute-api:ca-central-1:000000000000:api1234567/dev';
const METHOD_PATH = 'GET/get-account-info/msisdn';

interface CachedPolicy {
  readonly until: number;
  readonly isAllowed: boolean;
  readonly context: Readonly<Record<string, string>>;
}

/** The front: it asks the authorizer, keeps what it answered for each token, and calls the function behind. */
export function createGateway(
  environment: Environment,
  lambda: Lambda,
  tokens: ReturnType<typeof createTokenCheck>,
  callers: CallerCheck,
): Gateway {
  const { scheduler } = environment;
  const policies = new Map<string, CachedPolicy>();

  function forward(
    request: Request,
    context: CachedPolicy['context'] | undefined,
    done: (status: number) => void,
  ): void {
    const event = {
      pathParameters: { msisdn: request.segment },
      headers: {},
      requestContext: {
        requestId: `request-${request.id}`,
        extendedRequestId: request.id,
        ...(context === undefined ? {} : { authorizer: context }),
      },
    };
    callers.asked(request);
    lambda.invoke('get-account-info', event, request.id, (outcome, run) =>
      done(callers.answered(request, outcome, run)),
    );
  }

  return {
    ask(request, done = () => undefined) {
      const { token } = request;
      if (request.skipsAuthorizer || token === undefined)
        return forward(request, token && verdictOn(token), done);
      const cached = policies.get(token.authorization);
      if (cached !== undefined && scheduler.now() < cached.until)
        return cached.isAllowed ? forward(request, cached.context, done) : done(401);
      const event = {
        type: 'TOKEN',
        authorizationToken: token.authorization,
        methodArn: `${STAGE_ARN}/${METHOD_PATH}/${request.segment}`,
      };
      lambda.invoke('authorizer', event, request.id, (outcome, run) => {
        tokens(token, outcome, run);
        if (outcome.kind === 'error' && isRefusedForNow(outcome.error)) return done(401);
        if (outcome.kind !== 'answer') return done(500);
        const { policyDocument, context = {} } = outcome.value as {
          policyDocument: { Statement: [{ Effect: string }] };
          context?: Record<string, string>;
        };
        const isAllowed = policyDocument?.Statement?.[0]?.Effect === 'Allow';
        policies.set(token.authorization, { until: scheduler.now() + POLICY_CACHE_MS, isAllowed, context });
        if (isAllowed) forward(request, context, done);
        else done(401);
      });
    },
  };
}

/** What the authorizer says of a good token. */
function verdictOn({ sub, goodUntilMs, scopes, boundTo }: Token): CachedPolicy['context'] {
  return {
    sub,
    exp: String(goodUntilMs / 1_000),
    scope: scopes.join(' '),
    ...(boundTo === undefined ? {} : { msisdn: boundTo }),
  };
}
