import { isObject, parseObject } from '../http/json.ts';

/** What an authorizer answered, checked: its policy and what the function behind is told about the caller. */
export interface AuthorizerOutput {
  readonly principalId: string;
  readonly statements: readonly PolicyStatement[];
  /** Every value is a text by the time a function sees it, whatever the authorizer returned. */
  readonly context: Readonly<Record<string, string>>;
}

/** An answer that API Gateway cannot use; it becomes AUTHORIZER_CONFIGURATION_ERROR and is never cached. */
export interface UnusableOutput {
  readonly unusable: string;
}

/**
 * Checks what an authorizer returned: `principalId` and `policyDocument` are required, and `context` is flat: a nested
 * object or an array makes the whole answer unusable.
 *
 * Statements with `Condition`, `NotAction` or `NotResource` are not evaluated here and are refused, rather than ignored.
 *
 * @param payload the function's answer as JSON text.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function readAuthorizerOutput(payload: string): AuthorizerOutput | UnusableOutput {
  const output = parseObject(payload);
  if (output === undefined) return { unusable: 'the answer is not a JSON object' };
  const { principalId, policyDocument, context = {} } = output;
  if (typeof principalId !== 'string' || principalId === '') return { unusable: 'principalId is not a text' };
  const statements = isObject(policyDocument) ? readStatements(policyDocument['Statement']) : undefined;
  if (statements === undefined) return { unusable: 'policyDocument is not a policy' };
  const flat = flatten(context);
  if (flat === undefined) return { unusable: 'context is not a flat map of texts, numbers and booleans' };
  return { principalId, statements, context: flat };
}

function readStatements(value: unknown): PolicyStatement[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const statements = list.map(readStatement);
  const readable = statements.filter((statement) => statement !== undefined);
  return readable.length === list.length && readable.length > 0 ? readable : undefined;
}

function readStatement(value: unknown): PolicyStatement | undefined {
  if (!isObject(value) || ['Condition', 'NotAction', 'NotResource'].some((key) => key in value))
    return undefined;
  const effect = value['Effect'];
  const actions = texts(value['Action']);
  const resources = texts(value['Resource']);
  if ((effect !== 'Allow' && effect !== 'Deny') || actions === undefined || resources === undefined)
    return undefined;
  return { effect, actions, resources };
}

function texts(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === 'string') ? list : undefined;
}

function flatten(context: unknown): Record<string, string> | undefined {
  if (!isObject(context)) return undefined;
  const entries = Object.entries(context);
  if (!entries.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

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
