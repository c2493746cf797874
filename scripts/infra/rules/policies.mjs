// Policies of a plan, as statements.

/** IAM writes one value without a list. */
export const asList = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** The inline policies of the plan's roles: `{ address, role, statements }`. */
export const policies = (plan) =>
  plan.all('aws_iam_role_policy').map(({ address, values }) => ({
    address,
    statements: JSON.parse(values.policy).Statement,
    role: values.role,
  }));

/** True when a resource's own policy denies everybody this action on it without TLS. */
export const refusesPlainHttp = (statements, action, resource) =>
  statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      Action === action &&
      Resource === resource &&
      Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );

/** Changes one statement of a policy: the one with this sid, else the first. */
export function editStatement(plan, address, sid, edit) {
  const values = plan.at(address);
  const policy = JSON.parse(values.policy);
  edit(policy.Statement.find((statement) => statement.Sid === sid) ?? policy.Statement[0]);
  values.policy = JSON.stringify(policy);
}
