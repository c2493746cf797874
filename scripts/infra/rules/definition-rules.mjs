// Rules over the API's definition as a document: what Redocly's recommended rules say of it, rendered as Terraform does.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { infra, root } from '../terraform.mjs';
import { API, bodyOf, editBody, operationsOf } from './api-definition.mjs';

const CONFIG = path.join(infra, 'redocly.yaml');
const LINTER = path.join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');

/** Rewrites the plan's definition after an edit of what it says. */
const editDocument = (plan, edit) => {
  const body = bodyOf(plan);
  edit(body);
  plan.at(API).body = stringify(body);
};
const eachOperation = (plan, edit) =>
  editDocument(plan, (body) => operationsOf(body).forEach(({ operation }) => edit(operation)));

export const definitionRules = [
  {
    id: 'D1',
    title: 'the API’s definition passes the linter without an error or a warning',
    check: (plan) => [...exceptionsWithoutReason(readFileSync(CONFIG, 'utf8')), ...lint(plan.at(API).body)],
    spoils: [
      { spoil: (plan) => eachOperation(plan, (o) => delete o.operationId), says: /operation-operationId/ },
      {
        spoil: (plan) =>
          eachOperation(plan, (o) => {
            for (const status of Object.keys(o.responses)) if (status[0] === '4') delete o.responses[status];
          }),
        says: /operation-4xx-response/,
      },
      {
        spoil: (plan) =>
          editDocument(plan, (body) => (body.components.schemas.Forgotten = { type: 'object' })),
        says: /no-unused-components: .*Forgotten/,
      },
      {
        spoil: (plan) => editBody(plan, "#/components/schemas/Problem'", "#/components/schemas/Problems'"),
        says: /no-unresolved-refs/,
      },
      { spoil: (plan) => eachOperation(plan, (o) => delete o.summary), says: /operation-summary/ },
      { spoil: (plan) => (plan.at(API).body = 'openapi: 3.0.1\npaths: ['), says: /cannot be read/ },
    ],
  },
  {
    id: 'D2',
    title: 'every route documents every status that API Gateway may answer in its place',
    check(plan) {
      const body = bodyOf(plan);
      const answers = Object.entries(body['x-amazon-apigateway-gateway-responses'] ?? {});
      return operationsOf(body).flatMap(({ method, path: route, operation }) =>
        answers.map(
          ([name, { statusCode }]) =>
            statusCode === undefined ||
            statusCode in operation.responses ||
            `${method} ${route} does not document ${statusCode} (${name})`,
        ),
      );
    },
    spoils: [
      { spoil: (plan) => eachOperation(plan, (o) => delete o.responses['429']), says: /429 \(THROTTLED\)/ },
    ],
  },
];

const linted = new Map();

/** Each problem as `rule: what is wrong (where)`. The rules see one definition in several plans: it is read once. */
function lint(body) {
  if (!linted.has(body)) linted.set(body, problemsOf(body));
  return linted.get(body);
}

function problemsOf(body) {
  const folder = path.join(root, 'tmp', 'openapi');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'rendered.yaml');
  writeFileSync(file, body);
  if (!existsSync(LINTER)) return ['the linter is not installed: npm ci'];
  // Nothing leaves this machine: no telemetry, no question after a newer version.
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const run = spawnSync(process.execPath, [LINTER, 'lint', file, '--config', CONFIG, '--format', 'json'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  const report = reportIn(run.stdout);
  if (!report) return [`the definition cannot be read: ${run.stderr.trim().split('\n').at(-1)}`];
  return [
    ...report.problems.map(
      ({ ruleId, message, location: [where] }) =>
        `${ruleId}: ${message} (${where?.pointer ?? 'the document'})`,
    ),
    report.totals.ignored === 0 || `${report.totals.ignored} problems are hidden by an ignore file`,
  ];
}

function reportIn(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** Settings of single rules that have no comment on their line. */
function exceptionsWithoutReason(config) {
  const [, rules = ''] = /^rules:\n((?: .*\n?)*)/m.exec(config) ?? [];
  return rules
    .split('\n')
    .filter((line) => line.trim() !== '' && !/ # \S/.test(line))
    .map((line) => `infra-as-code/redocly.yaml: no reason is given for ${line.trim()}`);
}
