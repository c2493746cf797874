// Makes a new function: its folder in lambda-src with a passing test, its entry in deployment/manifest.json (with its queue
// or schedule), and its Terraform file. Says what is left to write. Nothing that exists is overwritten.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

const USAGE = `npm run scaffold -- NAME --routes          a function behind routes of the API
npm run scaffold -- NAME --queue QUEUE     a function that receives from a queue, which is made if it is new
npm run scaffold -- NAME --every SECONDS   a function that a schedule invokes`;

const APP = `import { readSettings } from '@fintech-solution/runtime/env';
import { createLog } from '@fintech-solution/runtime/log';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';
import { createHandler } from './handler.ts';

const plan = readSettings(process.env, numberingPlan);

export const lambdaHandler = createHandler({ log: createLog(plan) });

/** Awaited by the zip's entry (app.mjs) before the first event. */
export const prewarm = async (): Promise<void> => undefined;
`;

const ROUTE_HANDLER = `import type { InvocationLog } from '@fintech-solution/runtime/log';
import type { ProxyEvent } from '@fintech-solution/runtime/http/request-context';
import type { APIGatewayProxyResult } from 'aws-lambda';

export interface Dependencies {
  readonly log: InvocationLog;
}

/** Answers every event. */
export function createHandler({ log }: Dependencies) {
  return async (_event: ProxyEvent | null): Promise<APIGatewayProxyResult> => {
    log.info('Answered');
    return { statusCode: 501, headers: { 'Cache-Control': 'no-store' }, body: '' };
  };
}
`;

const QUEUE_HANDLER = `import type { InvocationLog } from '@fintech-solution/runtime/log';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

export interface Dependencies {
  readonly log: InvocationLog;
}

/** Reports every record as failed, so that no message is lost before there is code for it. */
export function createHandler({ log }: Dependencies) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    log.warn('Not written yet', { records: Records.length });
    return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
`;

const SCHEDULE_HANDLER = `import type { InvocationLog } from '@fintech-solution/runtime/log';

export interface Dependencies {
  readonly log: InvocationLog;
}

/** Runs at each tick of the schedule. */
export function createHandler({ log }: Dependencies) {
  return async (_event: unknown): Promise<void> => log.info('Ran');
}
`;

const ROUTE_TEST = `import { createHandler } from '../../src/handler.ts';

describe('the handler', () => {
  it('answers an event without anything in it', async () => {
    const log = { begin: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

    expect(await createHandler({ log })(null)).toMatchObject({ statusCode: 501 });
  });
});
`;

const EVENT_TEST = `import { createHandler } from '../../src/handler.ts';

describe('the handler', () => {
  it('says in the log what it did', async () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const log = { begin: () => undefined, info: write, warn: write, error: write };

    await createHandler({ log })({ Records: [] });

    expect(lines).toHaveLength(1);
  });
});
`;

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    routes: { type: 'boolean' },
    queue: { type: 'string' },
    every: { type: 'string' },
    root: { type: 'string', default: repository },
  },
});
const { root } = values;
const [name = ''] = positionals;
const manifestFile = path.join(root, 'deployment', 'manifest.json');
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));

const triggers = [values.routes, values.queue, values.every].filter((value) => value !== undefined);
if (!isName(name) || triggers.length !== 1) refuse(USAGE);
if (values.queue !== undefined && !isName(values.queue)) refuse(`"${values.queue}" is not a name: ${USAGE}`);
if (values.every !== undefined && !(Number.isInteger(Number(values.every)) && Number(values.every) >= 60))
  refuse('--every takes whole seconds, 60 or more: EventBridge Scheduler knows no shorter rate');
if (manifest.functions[name] !== undefined || existsSync(folderOf(name))) refuse(`${name} exists already`);
const receiver = Object.entries(manifest.functions).find(([, { trigger }]) => trigger.queue === values.queue);
if (values.queue !== undefined && receiver !== undefined)
  refuse(`${receiver[0]} receives from ${values.queue} already: a message reaches one function`);

await addToManifest();
const files = { ...sources(), [terraformFile()]: terraform() };
for (const [file, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text, { flag: 'wx' });
}
console.log(
  `made deployment/manifest.json: ${name}\n${Object.keys(files)
    .map((file) => `made ${file}`)
    .join('\n')}`,
);
console.log(`Left for you, as CONTRIBUTING.md says:
  npm install                                   links the new workspace
  deployment/manifest.json                      environment and AWS operations, once the function has some${
    values.routes
      ? `
  infra-as-code/modules/common/templates/endpoints.oas.yaml   the route, and ${name} in 01-gateway-definition.tf`
      : ''
  }
  lambda-src/${name}/src/budgets.ts             BUDGET_MS, the longest that its calls may take, once it calls AWS
  bench/src/scenarios/${name}.ts                what the bench counts, like its neighbours
  npm test -- ${name}, then npm run test:infra  say what does not fit together`);

async function addToManifest() {
  const kind = values.routes ? 'routes' : values.queue === undefined ? 'schedule' : 'queue';
  const trigger = {
    routes: { kind },
    queue: { kind, queue: values.queue, batchSize: 10, batchingWindowSeconds: 1, maximumConcurrency: 5 },
    schedule: { kind, schedule: name },
  }[kind];
  manifest.functions[name] = { trigger, timeoutSeconds: 10, memoryMb: 512, environment: {}, calls: {} };
  if (kind === 'queue')
    manifest.queues[values.queue] ??= {
      messageRetentionSeconds: 4 * 86_400,
      maxReceiveCount: 10,
      deadLetterRetentionSeconds: 14 * 86_400,
    };
  if (kind === 'schedule') manifest.schedules[name] = { everySeconds: Number(values.every) };
  // Formatted as the check wants it, so that the change shows the new entry and nothing else.
  const style = await resolveConfig(path.join(repository, 'deployment/manifest.json'));
  writeFileSync(manifestFile, await format(JSON.stringify(manifest), { ...style, filepath: manifestFile }));
}

function sources() {
  const script = (command) => `node ../../scripts/run.mjs ${command} ${name}`;
  const folder = `lambda-src/${name}`;
  const workspace = {
    name: `@fintech-solution/${name}`,
    version: '0.1.0',
    private: true,
    license: 'MIT',
    type: 'module',
    scripts: Object.fromEntries(
      ['build', 'test', 'unit', 'lint', 'compile'].map((command) => [command, script(command)]),
    ),
    dependencies: { '@fintech-solution/domain': '0.1.0', '@fintech-solution/runtime': '0.1.0' },
  };
  return {
    [`${folder}/package.json`]: `${JSON.stringify(workspace, null, 2)}\n`,
    [`${folder}/src/app.ts`]: APP,
    [`${folder}/src/handler.ts`]: values.routes
      ? ROUTE_HANDLER
      : values.queue
        ? QUEUE_HANDLER
        : SCHEDULE_HANDLER,
    [`${folder}/tests/unit/handler.test.ts`]: values.routes ? ROUTE_TEST : EVENT_TEST,
  };
}

/** The next free number below 90, where what watches the functions begins. */
function terraformFile() {
  const folder = 'infra-as-code/modules/common';
  const numbers = readdirSync(path.join(root, folder)).map((file) => Number(/^(\d\d)-/.exec(file)?.[1] ?? 0));
  const next = Math.max(0, ...numbers.filter((number) => number < 90)) + 1;
  return `${folder}/${String(next).padStart(2, '0')}-${name}.lambda.tf`;
}

function terraform() {
  const label = name.replaceAll('-', '_');
  const usedBy = values.routes ? 'API Gateway' : values.queue ? `the queue ${values.queue}` : 'its schedule';
  const { queue } = values;
  return `# The function ${name}${queue ? ` and its queue` : ''}.
# Used by ${usedBy}.
# Without it …

${queue ? queueModule(queue) : ''}module "${label}" {
  source = "../lambda-function"

  function    = local.functions["${name}"]
  description = "…"
  permissions = ${queue ? receivePermissions(queue) : '[]'}

  environment_variables = {}
}
${queue ? mapping(label, queue) : ''}`;
}

function queueModule(queue) {
  return `module "${queue.replaceAll('-', '_')}" {
  source = "../sqs-queue"

  queue = local.queues["${queue}"]
}

`;
}

/** What the poller does with the function's role. */
function receivePermissions(queue) {
  return `[
    {
      Sid      = "AllowMessagesReceive"
      Effect   = "Allow"
      Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      Resource = [module.${queue.replaceAll('-', '_')}.arn]
    },
    {
      Sid       = "AllowKeyUseThroughQueue"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = [aws_kms_key.this.arn]
      Condition = { StringEquals = { "kms:ViaService" = ["sqs.\${var.aws_region}.amazonaws.com"] } }
    },
  ]`;
}

function mapping(label, queue) {
  return `
resource "aws_lambda_event_source_mapping" "${label}" {
  event_source_arn                   = module.${queue.replaceAll('-', '_')}.arn
  function_name                      = module.${label}.arn
  batch_size                         = local.queues["${queue}"].batch_size
  maximum_batching_window_in_seconds = local.queues["${queue}"].batching_window_seconds
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.queues["${queue}"].maximum_concurrency
  }
}
`;
}

function folderOf(functionName) {
  return path.join(root, 'lambda-src', functionName);
}

function isName(text) {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
