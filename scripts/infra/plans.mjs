// Runs a folder's offline tests and hands back what they planned, so that rules can be checked over plain values.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { MANIFEST } from '../../deployment/manifest.ts';
import { infra, initArgs, root, terraform, terraformEnv } from './terraform.mjs';

/** Below the module, because Terraform looks for tests nowhere else; ignored by git. */
const GENERATED_TESTS = 'tests-generated';

/** Values of one plan: every resource with its address, type, name, index and the values that it will have. */
export class Plan {
  constructor(resources) {
    this.resources = resources;
  }

  all(type) {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The values of the one resource at this address; throws where the plan has none, because a rule then checks nothing. */
  at(address) {
    const found = this.resources.find((resource) => resource.address === address);
    if (!found) throw new Error(`the plan has no ${address}`);
    return found.values;
  }

  /** True where the plan has this address. */
  has(address) {
    return this.resources.some((resource) => resource.address === address);
  }

  /** Takes a resource out; throws where the plan has none. */
  remove(address) {
    this.at(address);
    this.resources = this.resources.filter((resource) => resource.address !== address);
  }

  /** A deep copy that a negative case may change. */
  copy() {
    return new Plan(structuredClone(this.resources));
  }
}

/**
 * `{ runs: [{ name, passed, faults }], plans: { [run name]: Plan } }` of `terraform test` in this folder of infra-as-code.
 * `overrides` is text that each test file gets in addition: what AWS tells of resources only after an apply.
 */
export async function runModuleTests(folder, overrides = '') {
  const cwd = path.join(infra, folder);
  const tests = path.join(cwd, GENERATED_TESTS);
  mkdirSync(tests, { recursive: true });
  for (const file of readdirSync(path.join(cwd, 'tests')).filter((name) => name.endsWith('.tftest.hcl')))
    writeFileSync(
      path.join(tests, file),
      `${readFileSync(path.join(cwd, 'tests', file), 'utf8')}\n${overrides}`,
    );
  const env = {
    ...process.env,
    TF_DATA_DIR: path.join(root, 'tmp', `terraform-test-${path.basename(folder)}`),
  };
  const init = terraform(initArgs(['-backend=false']), { cwd, env });
  if (init.status !== 0) throw new Error(`terraform init failed:\n${init.stderr}`);
  const lines = await testLines(cwd, env);
  rmSync(tests, { recursive: true, force: true });
  return { runs: runsOf(lines), plans: plansOf(lines) };
}

/**
 * Reads line by line and keeps what is needed: with every plan Terraform prints the provider's whole schema, some ten
 * megabytes each time.
 */
async function testLines(cwd, env) {
  const child = spawn('terraform', ['test', '-json', '-verbose', `-test-directory=${GENERATED_TESTS}`], {
    cwd,
    env: terraformEnv(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  for await (const text of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
    if (
      text === '' ||
      /"@testrun":"refuses_[a-z_]+","@timestamp":"[^"]+","test_plan":/.test(text.slice(0, 400))
    )
      continue;
    const line = JSON.parse(text);
    if (line.test_plan) delete line.test_plan.provider_schemas;
    lines.push(line);
  }
  return lines;
}

function runsOf(lines) {
  const faultsOf = (name) =>
    lines
      .filter(
        (line) =>
          line.type === 'diagnostic' && line['@testrun'] === name && line.diagnostic.severity === 'error',
      )
      .map(({ diagnostic }) => [diagnostic.summary, diagnostic.detail].filter(Boolean).join(': '));
  const runs = lines
    .filter((line) => line.type === 'test_run' && line.test_run.progress === 'complete')
    .map((line) => ({
      name: line['@testrun'],
      passed: line.test_run.status === 'pass',
      faults: faultsOf(line['@testrun']),
    }));
  const outside = lines.filter(
    (line) => line.type === 'diagnostic' && !line['@testrun'] && line.diagnostic.severity === 'error',
  );
  const broken = outside.map(({ diagnostic }) => `${diagnostic.summary}: ${diagnostic.detail}`);
  return broken.length > 0 ? [...runs, { name: 'the test files load', passed: false, faults: broken }] : runs;
}

function plansOf(lines) {
  const plans = lines.filter((line) => line.type === 'test_plan');
  return Object.fromEntries(
    plans.map((line) => [line['@testrun'], planFrom(line.test_plan.resource_changes)]),
  );
}

function planFrom(changes) {
  return new Plan(
    changes
      .filter((change) => change.mode === 'managed')
      .map(({ address, type, name, index, change }) => ({
        address,
        type,
        name,
        index,
        values: change.after,
      })),
  );
}

const PLACE = { region: 'ca-central-1', account: '123456789012', prefix: 'fintech-solution-dev' };

/** Overrides for each function, queue and table of the manifest, with the values that AWS would give them. */
export function manifestOverrides({ functions, queues, tables } = MANIFEST) {
  const { region, account, prefix } = PLACE;
  const arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const label = (name) => name.replaceAll('-', '_');
  return [
    ...Object.keys(functions).flatMap((name) => {
      const lambda = arn('lambda', `function:${prefix}-${name}`);
      const role = `${prefix}-${name}-role`;
      return [
        [
          `module.${label(name)}.aws_lambda_function.this`,
          {
            arn: lambda,
            invoke_arn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${lambda}/invocations`,
          },
        ],
        [
          `module.${label(name)}.aws_cloudwatch_log_group.function`,
          { arn: arn('logs', `log-group:/aws/lambda/${prefix}-${name}`) },
        ],
        [
          `module.${label(name)}.aws_iam_role.function`,
          { arn: `arn:aws:iam::${account}:role/${role}`, id: role },
        ],
      ];
    }),
    ...Object.keys(queues).flatMap((queue) =>
      [
        ['this', `${prefix}-${queue}`],
        ['dead_letters', `${prefix}-${queue}-dlq`],
      ].map(([resource, name]) => {
        const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
        return [`module.${label(queue)}.aws_sqs_queue.${resource}`, { arn: arn('sqs', name), url, id: url }];
      }),
    ),
    // A table's label is its name in the singular.
    ...Object.keys(tables).map((table) => [
      `aws_dynamodb_table.${label(table).replace(/s$/, '')}`,
      { arn: arn('dynamodb', `table/${prefix}-${table}`) },
    ]),
  ]
    .map(
      ([target, values]) => `override_resource {
  target          = ${target}
  override_during = plan
  values          = ${JSON.stringify(values)}
}
`,
    )
    .join('\n');
}
