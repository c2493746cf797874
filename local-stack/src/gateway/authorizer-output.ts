import { type PolicyStatement } from './policy-evaluation.ts';

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

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
