// The deployed roles against the calls that the functions really made: every call is allowed, and no right is idle.
import { isAllowed } from './evaluate.mjs';
import { consumerOf, FUNCTIONS, moduleOf, QUEUES } from '../rules/functions.mjs';
import { iamRequests, ON_BEHALF, WHEN_SOMETHING_FAILS } from './requests.mjs';

/** Access keys of the local function host name the function: ASIALOCAL…; the poller works with its consumer's role. */
const ROLE_OF_KEY = [
  ...FUNCTIONS.map((name) => [`ASIALOCAL${name.replaceAll('-', '').toUpperCase()}`, name]),
  ['ASIALOCALQUEUEPOLLER', consumerOf(QUEUES[0])],
];

/** `{ [function]: statements }` from deployed or planned resources. */
export function roleStatements(resources) {
  const policies = resources.filter(({ type }) => type === 'aws_iam_role_policy');
  const found = policies.map(({ address, values }) => [
    FUNCTIONS.find((name) => address.includes(`${moduleOf(name)}.`)),
    JSON.parse(values.policy).Statement,
  ]);
  return Object.fromEntries(found);
}

/** `{ denied, idle, counted }`: calls that a role does not allow, and rights that no call used. */
export function roleCoverage(statementsOf, calls, place) {
  const used = new Set();
  const denied = new Set();
  let counted = 0;
  for (const call of calls) {
    const name = ROLE_OF_KEY.find(([key]) => call.accessKeyId.startsWith(key))?.[1];
    if (!name) continue;
    counted += 1;
    for (const request of iamRequests(call, place)) {
      const resource = [request.resource]
        .flat()
        .find((candidate) => isAllowed(statementsOf[name], { ...request, resource: candidate }));
      if (resource === undefined)
        denied.add(`${name} may not ${request.action} on ${[request.resource].flat().join(' or ')}`);
      else used.add(`${name} ${request.action} ${resource}`);
    }
  }
  return { denied: [...denied], idle: idleRights(statementsOf, used), counted };
}

function idleRights(statementsOf, used) {
  return Object.entries(statementsOf).flatMap(([name, statements]) =>
    statements.flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource })))
        .filter(
          ({ action, resource }) =>
            !used.has(`${name} ${action} ${resource}`) &&
            ![...ON_BEHALF, ...WHEN_SOMETHING_FAILS].some(
              (right) => right.action.test(action) && (right.resource?.test(resource) ?? true),
            ),
        )
        .map(({ action, resource }) => `${name} never used ${action} on ${resource}`),
    ),
  );
}
