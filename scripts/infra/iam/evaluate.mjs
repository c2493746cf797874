// Decides as IAM would, for the little of IAM that our policies use; throws on anything else, so that a policy never
// passes because this did not understand it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

/** True when the statements allow `{ action, resource, context }`. An explicit Deny wins; nothing said is a no. */
export const isAllowed = (statements, request) => allowing(statements, request).length > 0;

/** The statements that allow a request; empty where a statement denies it. */
export function allowing(statements, request) {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.every(({ Effect }) => Effect === 'Allow') ? matching : [];
}

const KNOWN_FIELDS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

function matches(statement, { action, resource, context = {} }) {
  for (const field of Object.keys(statement))
    if (!KNOWN_FIELDS.has(field)) throw new Error(`${statement.Sid}: ${field} is not understood`);
  if (!['Allow', 'Deny'].includes(statement.Effect))
    throw new Error(`${statement.Sid}: effect ${statement.Effect} is not understood`);
  return (
    list(statement.Action).some((pattern) => actionMatches(pattern, action)) &&
    list(statement.Resource).some((pattern) => resourceMatches(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      conditionHolds(operator, keys, context),
    )
  );
}

function actionMatches(pattern, action) {
  if (/[*?]/.test(pattern)) throw new Error(`action ${pattern}: wildcards are not understood`);
  return pattern.toLowerCase() === action.toLowerCase();
}

/** Exact, or everything, or everything below a log group. */
function resourceMatches(pattern, resource) {
  if (pattern === '*') return true;
  if (pattern.endsWith(':*') && !/[*?]/.test(pattern.slice(0, -1)))
    return resource.startsWith(pattern.slice(0, -1));
  if (/[*?]/.test(pattern)) throw new Error(`resource ${pattern}: this wildcard is not understood`);
  return pattern === resource;
}

/**
 * The operators that our policies use, each with its condition keys. A key of several values is compared value by value:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const OPERATORS = {
  StringEquals: {
    keys: ['kms:ViaService', 'ses:FromAddress'],
    holds: (wanted, given) => given !== undefined && wanted.includes(given),
  },
  'ForAnyValue:StringEquals': {
    keys: ['dynamodb:EnclosingOperation'],
    holds: (wanted, given = []) => given.some((value) => wanted.includes(value)),
  },
  // Holds for a request without the key too, as IAM has it.
  'ForAllValues:StringLike': {
    keys: ['dynamodb:LeadingKeys'],
    holds: (wanted, given = []) => given.every((value) => wanted.some((pattern) => isLike(pattern, value))),
  },
};

function conditionHolds(operator, conditions, context) {
  const { keys, holds } = OPERATORS[operator] ?? {};
  if (keys === undefined) throw new Error(`condition ${operator} is not understood`);
  return Object.entries(conditions).every(([key, wanted]) => {
    if (!keys.includes(key)) throw new Error(`condition key ${key} is not understood`);
    return holds(list(wanted), context[key]);
  });
}

/** Exact, or everything that begins so. */
function isLike(pattern, value) {
  if (/[*?]/.test(pattern.slice(0, -1)) || pattern.endsWith('?'))
    throw new Error(`the pattern ${pattern} is not understood`);
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

function list(value) {
  return Array.isArray(value) ? value : [value];
}
