// Decides as IAM would, for the little of IAM that our policies use; throws on anything else, so that a policy never
// passes because this did not understand it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

/** True when the statements allow `{ action, resource, context }`. An explicit Deny wins; nothing said is a no. */
export function isAllowed(statements, request) {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
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

function conditionHolds(operator, keys, context) {
  if (operator !== 'StringEquals') throw new Error(`condition ${operator} is not understood`);
  return Object.entries(keys).every(([key, wanted]) => {
    if (!['kms:ViaService', 'ses:FromAddress'].includes(key))
      throw new Error(`condition key ${key} is not understood`);
    return context[key] !== undefined && list(wanted).includes(context[key]);
  });
}

function list(value) {
  return Array.isArray(value) ? value : [value];
}
