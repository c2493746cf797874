// The deployed roles against the calls that the functions really made: every call is allowed, and no right is idle.
import { consumerOf } from '../../../deployment/manifest.ts';
import { allowing } from './evaluate.mjs';
import { FUNCTIONS, moduleOf, QUEUES } from '../rules/functions.mjs';
import { iamRequests, ON_BEHALF, WHEN_SOMETHING_FAILS } from './requests.mjs';

/** Access keys of the local function host name the function. */
const FUNCTION_OF_KEY = FUNCTIONS.map((name) => [`ASIALOCAL${name.replaceAll('-', '').toUpperCase()}`, name]);
const POLLER_KEY = 'ASIALOCALQUEUEPOLLER';

/** The function whose role a call was made with; the poller of a queue works with its consumer's. */
function callerOf({ accessKeyId, text }) {
  if (!accessKeyId.startsWith(POLLER_KEY))
    return FUNCTION_OF_KEY.find(([key]) => accessKeyId.startsWith(key))?.[1];
  const queueName = JSON.parse(text).QueueUrl.split('/').at(-1);
  return consumerOf(QUEUES.find((queue) => queueName.endsWith(`-${queue}`)));
}

/** `{ [function]: statements }` from deployed or planned resources. */
export function roleStatements(resources) {
  const policies = resources.filter(({ type }) => type === 'aws_iam_role_policy');
  // Other roles, a schedule's, make no call that is seen here.
  const found = policies.flatMap(({ address, values }) => {
    const name = FUNCTIONS.find((one) => address.includes(`${moduleOf(one)}.`));
    return name === undefined ? [] : [[name, JSON.parse(values.policy).Statement]];
  });
  return Object.fromEntries(found);
}

/** `{ denied, idle, counted }`: calls that a role does not allow, and rights that no call used. */
export function roleCoverage(statementsOf, calls, place) {
  const used = new Set();
  const denied = new Set();
  let counted = 0;
  for (const call of calls) {
    const name = callerOf(call);
    if (!name) continue;
    counted += 1;
    for (const request of iamRequests(call, place)) {
      const allowed = [request.resource]
        .flat()
        .flatMap((resource) =>
          allowing(statementsOf[name], { ...request, resource }).map(({ Sid }) => ({ Sid, resource })),
        );
      if (allowed.length === 0) denied.add(refusalOf(name, request));
      for (const { Sid, resource } of allowed.slice(0, 1))
        used.add(`${name} ${Sid} ${request.action} ${resource}`);
    }
  }
  return { denied: [...denied], idle: idleRights(statementsOf, used), counted };
}

/** The kinds of keys alone: a key may hold a number. */
function refusalOf(name, { action, resource, context = {} }) {
  const kinds = (context['dynamodb:LeadingKeys'] ?? []).map((key) => key.split('#', 1)[0]);
  const where = 'dynamodb:EnclosingOperation' in context ? ' in a transaction' : '';
  const which = kinds.length > 0 ? ` (${[...new Set(kinds)]}${where})` : '';
  return `${name} may not ${action} on ${[resource].flat().join(' or ')}${which}`;
}

function idleRights(statementsOf, used) {
  return Object.entries(statementsOf).flatMap(([name, statements]) =>
    statements.flatMap(({ Sid, Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource })))
        .filter(
          ({ action, resource }) =>
            !used.has(`${name} ${Sid} ${action} ${resource}`) &&
            ![...ON_BEHALF, ...WHEN_SOMETHING_FAILS].some(
              (right) =>
                right.action.test(action) &&
                (right.resource?.test(resource) ?? true) &&
                (right.name ?? name) === name,
            ),
        )
        .map(({ action, resource }) => `${name} never used ${action} on ${resource} (${Sid})`),
    ),
  );
}
