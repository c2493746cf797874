/** One statement of an authorizer's policy, as far as API Gateway's own evaluation of it goes here. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const ACTION = 'execute-api:Invoke';

/**
 * Evaluates a policy for one method ARN: a matching Deny wins, else a matching Allow, else it is denied.
 *
 * The policy, not the verdict, is what the gateway caches: the same cached answer is evaluated again for every method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(statements: readonly PolicyStatement[], methodArn: string): 'allow' | 'deny' {
  const applicable = statements.filter(
    ({ actions, resources }) =>
      actions.some((action) => matchesWildcards(action.toLowerCase(), ACTION.toLowerCase())) &&
      resources.some((resource) => matchesWildcards(resource, methodArn)),
  );
  if (applicable.some(({ effect }) => effect === 'Deny')) return 'deny';
  return applicable.some(({ effect }) => effect === 'Allow') ? 'allow' : 'deny';
}

/** IAM's wildcards: `*` stands for any text, slashes included, `?` for one character. Linear in practice: no regular expression. */
export function matchesWildcards(pattern: string, value: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let index = 0; index < value.length;) {
    const expected = pattern[at];
    if (expected === '*') {
      [star, mark] = [at, index];
      at += 1;
    } else if (expected === '?' || expected === value[index]) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      // Give the last star one character more and try again from there.
      at = star + 1;
      mark += 1;
      index = mark;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
