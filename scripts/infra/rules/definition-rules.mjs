// Rules over the API's definition: the whole document, by Redocly's recommended rules, and the part that API Gateway gets.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { resolveReferences } from '../../../local-stack/src/setup/openapi-template.ts';
import { infra, root } from '../terraform.mjs';
import { bodyOf, editBody, operationsOf, renderedDocument, routesOf } from './api-definition.mjs';

const CONFIG = path.join(infra, 'redocly.yaml');
const LINTER = path.join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');

/** The whole document as these rules read it. */
export const readDefinition = () => ({ text: renderedDocument() });

export const documentRules = [
  {
    id: 'D1',
    title: 'the API’s definition passes the linter without an error or a warning',
    check: ({ text }) => [...exceptionsWithoutReason(readFileSync(CONFIG, 'utf8')), ...lint(text)],
    negativeCases: [
      { mutate: (api) => eachOperation(api, (o) => delete o.operationId), says: /operation-operationId/ },
      {
        mutate: (api) =>
          eachOperation(api, (o) => {
            for (const status of Object.keys(o.responses)) if (status[0] === '4') delete o.responses[status];
          }),
        says: /operation-4xx-response/,
      },
      {
        mutate: (api) =>
          editDocument(api, ({ components }) => (components.schemas.Forgotten = { type: 'object' })),
        says: /no-unused-components: .*Forgotten/,
      },
      {
        mutate: (api) => editDocument(api, ({ components }) => delete components.schemas.Problem),
        says: /no-unresolved-refs/,
      },
      { mutate: (api) => eachOperation(api, (o) => delete o.summary), says: /operation-summary/ },
      {
        mutate: (api) =>
          editDocument(api, ({ paths }) => (paths['/requeststates/{other}'] = paths['/heartbeat'])),
        says: /no-ambiguous-paths: .*\/requeststates\/\{other\}/,
      },
      { mutate: (api) => (api.text = 'openapi: 3.0.1\npaths: ['), says: /cannot be read/ },
    ],
  },
  {
    id: 'D2',
    title: 'every route documents every status that API Gateway may answer in its place',
    check({ text }) {
      const document = parse(text);
      const statuses = Object.entries(document['x-amazon-apigateway-gateway-responses'] ?? {})
        .map(([name, { statusCode }]) => [name, statusCode])
        .concat([['REQUEST_TOO_LARGE', '413']]);
      return operationsOf(document).flatMap(({ method, path: route, operation }) =>
        statuses.map(
          ([name, status]) =>
            status === undefined ||
            status in operation.responses ||
            `${method} ${route} does not document ${status} (${name})`,
        ),
      );
    },
    negativeCases: [
      { mutate: (api) => eachOperation(api, (o) => delete o.responses['429']), says: /429 \(THROTTLED\)/ },
      { mutate: (api) => eachOperation(api, (o) => delete o.responses['413']), says: /413/ },
    ],
  },
  {
    id: 'D3',
    title: 'every parameter is documented, and a route takes at most sixty lines',
    check({ text }) {
      const routes = operationsOf(resolveReferences(parse(text)));
      return [
        ...routes.flatMap(({ method, path: route, operation }) =>
          (operation.parameters ?? []).map(
            (p) => Boolean(p.description && p.schema) || `${method} ${route}: ${p.name} is not documented`,
          ),
        ),
        ...operationsOf(parse(text)).map(({ method, path: route, operation }) => {
          const lines = stringify(operation).trimEnd().split('\n').length;
          return (
            lines <= LINES_PER_ROUTE ||
            `${method} ${route} takes ${lines} lines; what routes share goes to components`
          );
        }),
      ];
    },
    negativeCases: [
      {
        mutate: (api) =>
          editDocument(api, ({ components }) => delete components.parameters.Msisdn.description),
        says: /msisdn is not documented/,
      },
      {
        mutate: (api) => (api.text = stringify(resolveReferences(parse(api.text)))),
        says: /takes \d+ lines/,
      },
    ],
  },
];

const LINES_PER_ROUTE = 60;

function editDocument(api, edit) {
  const document = parse(api.text);
  edit(document);
  api.text = stringify(document);
}

function eachOperation(api, edit) {
  editDocument(api, (document) => operationsOf(document).forEach(({ operation }) => edit(operation)));
}

export const bodyRules = [
  {
    id: 'P24',
    title: 'what API Gateway gets holds nothing that its import refuses or ignores, and all that it uses',
    check(plan) {
      const body = bodyOf(plan);
      const routes = operationsOf(body);
      return [
        ...unsupportedIn(body),
        ...routes.flatMap(({ method, path: route, operation }) => [
          Object.values(operation.responses ?? {}).every(({ content }) => content === undefined) ||
            `${method} ${route} has models of its answers`,
          ...(operation.parameters ?? []).flatMap((parameter) =>
            Object.keys(parameter)
              .filter((field) => !PARAMETER_FIELDS.includes(field))
              .map((field) => `${method} ${route}: ${parameter.name} has ${field}`),
          ),
        ]),
        ...Object.keys(body.paths).map(
          (route) => PATH.test(route) || `${route} has a segment that API Gateway refuses`,
        ),
        ...siblingsIn(Object.keys(body.paths)).map(
          (names) => `API Gateway takes one variable in one place, not ${names.join(' and ')}`,
        ),
        ...Object.keys(body.components)
          .filter((kind) => kind !== 'securitySchemes')
          .map((kind) => `the body has components.${kind}`),
      ];
    },
    negativeCases: [
      {
        mutate: (plan) =>
          editOperation(plan, (o) => (o.responses['200'].content = { 'application/json': {} })),
        says: /models of its answers/,
      },
      { mutate: (plan) => editOperation(plan, (o) => (o.responses['400'] = { $ref: '#/x' })), says: /\$ref/ },
      { mutate: (plan) => editOperation(plan, (o) => (o.parameters[0].schema.oneOf = [])), says: /oneOf/ },
      {
        mutate: (plan) => editOperation(plan, (o) => (o.parameters[0].examples = {})),
        says: /identifierType has examples/,
      },
      {
        mutate: (plan) => editBody(plan, (body) => (body.components.schemas = {})),
        says: /components\.schemas/,
      },
      {
        mutate: (plan) => editBody(plan, (body) => (body.paths['/n{msisdn}'] = {})),
        says: /segment that API Gateway refuses/,
      },
      {
        mutate: (plan) =>
          editBody(plan, ({ paths }) => {
            paths['/transactions/{reference}/receipts'] = Object.values(paths)[0];
          }),
        says: /one variable in one place, not \{\w+\} and \{\w+\}/,
      },
    ],
  },
];

/** Keywords that the import of API Gateway refuses, ignores or misreads, and references of any kind. */
const UNSUPPORTED = [
  ...[
    '$ref',
    'oneOf',
    'anyOf',
    'allOf',
    'not',
    'additionalProperties',
    'discriminator',
    'nullable',
    'readOnly',
    'writeOnly',
  ],
  ...['example', 'examples', 'exclusiveMinimum', 'exclusiveMaximum', 'deprecated', 'callbacks', 'links'],
];
const PARAMETER_FIELDS = ['name', 'in', 'required', 'schema', 'description'];
const PATH = /^(\/([A-Za-z0-9._:,-]+|\{[A-Za-z0-9._:-]+\+?\}))+$/;

function unsupportedIn(value, where = 'the body') {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    !UNSUPPORTED.includes(name) || `${where} holds ${name}`,
    ...unsupportedIn(inner, `${where}.${name}`),
  ]);
}

/**
 * Variables that stand in one place under several names: "A sibling of this resource already has a variable path part".
 *
 * @see https://github.com/amazon-archives/aws-apigateway-importer/issues/202
 */
function siblingsIn(routes) {
  const named = new Map();
  for (const segments of routes.map((route) => route.split('/')))
    for (const [index, segment] of segments.entries())
      if (segment.startsWith('{')) {
        const place = segments.slice(0, index).join('/');
        named.set(place, (named.get(place) ?? new Set()).add(segment));
      }
  return [...named.values()].map((names) => [...names]).filter((names) => names.length > 1);
}

function editOperation(plan, edit) {
  editBody(plan, (body) => edit(routesOf(body)[0].operation));
}

const linted = new Map();

/** Each problem as `rule: what is wrong (where)`. One text is read once. */
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
    ...report.problems
      .filter(({ ruleId, message }) => !isOfTheStandard(ruleId, message))
      .map(
        ({ ruleId, message, location: [where] }) =>
          `${ruleId}: ${message} (${where?.pointer ?? 'the document'})`,
      ),
    report.totals.ignored === 0 || `${report.totals.ignored} problems are hidden by an ignore file`,
  ];
}

/** Pairs of paths that the GSMA's definition has so, so they are not ours to change. */
const AMBIGUOUS_BY_STANDARD = [
  ['/transactions/type/{transactionType}', '/transactions/{transactionReference}/reversals'],
];

function isOfTheStandard(ruleId, message) {
  const named = [...message.matchAll(/`([^`]+)`/g)].map(([, route]) => route);
  return (
    ruleId === 'no-ambiguous-paths' &&
    AMBIGUOUS_BY_STANDARD.some((pair) => named.length === 2 && pair.every((route) => named.includes(route)))
  );
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
