// What the manifest lists, as a plan has it: found by the names that AWS will know, PROJECT-ENVIRONMENT-NAME.
import { consumerOf, FUNCTION_NAMES, MANIFEST } from '../../../deployment/manifest.ts';
import { API } from './api-definition.mjs';

export const FUNCTIONS = FUNCTION_NAMES;
export const QUEUES = Object.keys(MANIFEST.queues);
export const TABLES = Object.keys(MANIFEST.tables);

/** The module of a function; its label is the function's name with underscores. */
export const moduleOf = (name) => `module.${name.replaceAll('-', '_')}`;

/** PROJECT-ENVIRONMENT, which begins every name. */
export const prefixOf = (plan) => plan.at(API).name;

/** A function's own settings. */
export const functionAt = (plan, name) => plan.at(`${moduleOf(name)}.aws_lambda_function.this`);

/** True where the request guard watches the function: it is in a network then, and the manifest says what it needs there. */
export const isGuarded = (plan, name) =>
  MANIFEST.functions[name].guarded !== undefined && isInNetwork(plan, name);

export const isInNetwork = (plan, name) => (functionAt(plan, name).vpc_config ?? []).length > 0;

/** What the manifest says of a function as it is planned: with the guard's own keys and calls where it is guarded. */
export function manifestEntry(plan, name) {
  const entry = MANIFEST.functions[name];
  if (!isGuarded(plan, name)) return entry;
  const { environment, calls } = entry.guarded;
  return {
    ...entry,
    environment: { ...entry.environment, ...environment },
    calls: { ...entry.calls, ...calls },
  };
}

/** What a function is told. */
export const environmentOf = (plan, name) => functionAt(plan, name).environment[0].variables;

/** Address of a function's one inline policy. */
export const roleOf = (name) => `${moduleOf(name)}.aws_iam_role_policy.function`;

export const queueAt = (plan, queue) => named(plan, 'aws_sqs_queue', queue);
export const deadLettersAt = (plan, queue) => named(plan, 'aws_sqs_queue', `${queue}-dlq`);
export const tableAt = (plan, table) => named(plan, 'aws_dynamodb_table', table);

/** The mapping that feeds a queue's function. */
export function mappingOf(plan, queue) {
  const consumer = functionAt(plan, consumerOf(queue)).arn;
  const found = plan
    .all('aws_lambda_event_source_mapping')
    .find(({ values }) => values.function_name === consumer);
  if (!found) throw new Error(`nothing feeds ${consumerOf(queue)} from ${queue}`);
  return found.values;
}

function named(plan, type, name) {
  const wanted = `${prefixOf(plan)}-${name}`;
  const found = plan.all(type).find(({ values }) => values.name === wanted);
  if (!found) throw new Error(`the plan has no ${type} ${wanted}`);
  return found.values;
}
