// Offline tests of the infrastructure: formatting, validity, what the module refuses, and every rule over what it plans.
// Needs Terraform and its AWS provider, and no account. Each rule is also run over mutated plans, its negative cases: a rule that
// passes one of them is itself a failure.
import path from 'node:path';
import { operatorRules } from './operator-rules.mjs';
import { manifestOverrides, runModuleTests } from './plans.mjs';
import { alarmMetricRules } from './rules/alarm-metric-rules.mjs';
import { alarmRules } from './rules/alarm-rules.mjs';
import { answerRules } from './rules/answer-rules.mjs';
import { bodyRules, documentRules, readDefinition } from './rules/definition-rules.mjs';
import { functionRules } from './rules/function-rules.mjs';
import { guardRules } from './rules/guard-rules.mjs';
import { invocationRules } from './rules/invocation-rules.mjs';
import { keyRules } from './rules/key-rules.mjs';
import { ledgerRules } from './rules/ledger-rules.mjs';
import { logGroupRules } from './rules/log-group-rules.mjs';
import { nameRules } from './rules/name-rules.mjs';
import { queueRules } from './rules/queue-rules.mjs';
import { rightRules } from './rules/right-rules.mjs';
import { roleRules } from './rules/role-rules.mjs';
import { routeRules } from './rules/route-rules.mjs';
import { secretRules, secretSourceRules } from './rules/secret-rules.mjs';
import { sourceRules } from './rules/source-rules.mjs';
import { readSources } from './rules/sources.mjs';
import { stageRules } from './rules/stage-rules.mjs';
import { timeoutRules } from './rules/timeout-rules.mjs';
import { wiringRules } from './wiring-rules.mjs';
import { infra, initArgs, OLDEST_TERRAFORM, root, terraform, terraformVersion } from './terraform.mjs';

const tally = { passed: 0, failed: 0 };
const report = (title, faults) => {
  tally[faults.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${title}`);
  for (const fault of faults) console.log(`       ${fault}`);
};

const version = terraformVersion();
if (!version) {
  console.error(
    'Terraform is not on the PATH. Install 1.11 or later: https://developer.hashicorp.com/terraform/install (devbox shell brings it).',
  );
  process.exit(2);
}
report(
  `Terraform is ${OLDEST_TERRAFORM.join('.')} or later`,
  version[0] > 1 || version[1] >= OLDEST_TERRAFORM[1] ? [] : [`it is ${version.join('.')}`],
);

const format = terraform(['fmt', '-check', '-recursive', '-diff', infra], { cwd: root });
report(
  'the Terraform files are formatted',
  format.status === 0 ? [] : [`run terraform fmt -recursive infra-as-code\n${format.stdout}`],
);
for (const folder of ['bootstrap', 'environments/dev'])
  report(`${folder} is valid, and its lock file holds`, validate(folder));

const bootstrap = await runModuleTests('bootstrap');
const { runs, plans } = await runModuleTests('modules/common', manifestOverrides());
const reportRuns = (where, all) => {
  for (const { name, passed, faults } of all)
    report(`${where}: ${name.replaceAll('_', ' ')}`, passed ? [] : faults.length ? faults : ['failed']);
};
reportRuns('bootstrap', bootstrap.runs);
reportRuns('module', runs);

const planned = Object.entries(plans).filter(([name]) => !name.startsWith('refuses_'));
report(
  'the module was planned in every combination of its switches',
  planned.length >= 6 ? [] : [`only ${planned.map(([name]) => name)}`],
);
const planRules = [
  ...queueRules,
  ...routeRules,
  ...answerRules,
  ...bodyRules,
  ...stageRules,
  ...logGroupRules,
  ...roleRules,
  ...rightRules,
  ...ledgerRules,
  ...keyRules,
  ...invocationRules,
  ...guardRules,
  ...functionRules,
  ...timeoutRules,
  ...alarmRules,
  ...alarmMetricRules,
  ...secretRules,
].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
// Without a plan there is nothing to hold to a rule; a line above says why there is no plan.
for (const rule of planned.length === 0 ? [] : planRules) {
  const inPlans = new Set(planned.flatMap(([run, plan]) => faultsOf(rule, plan, run)));
  const base = rule.on === undefined ? planned[0][1] : plans[rule.on];
  report(`${rule.id} ${rule.title}`, [...inPlans, ...undetectedMutations(rule, () => base.copy())]);
}
const sources = readSources();
for (const rule of [...secretSourceRules, ...sourceRules])
  report(`${rule.id} ${rule.title}`, [
    ...faultsOf(rule, sources),
    ...undetectedMutations(rule, () => ({ ...sources })),
  ]);

for (const rule of documentRules)
  report(`${rule.id} ${rule.title}`, [
    ...faultsOf(rule, readDefinition()),
    ...undetectedMutations(rule, readDefinition),
  ]);

const environments = () => ({
  first: plans.with_everything_on.copy(),
  second: plans.a_second_environment_of_the_domain.copy(),
});
for (const rule of planned.length === 0 ? [] : nameRules)
  report(`${rule.id} ${rule.title}`, [
    ...faultsOf(rule, environments()),
    ...undetectedMutations(rule, environments),
  ]);

const everythingOn = plans.with_everything_on;
if (everythingOn)
  for (const [title, faults] of agreements(everythingOn))
    report(`the local stack and Terraform agree: ${title}`, faults);

for (const [title, work] of operatorRules) {
  const pairs = await work();
  const wrong = pairs.filter(([actual, expected]) => JSON.stringify(actual) !== JSON.stringify(expected));
  report(
    `operators: ${title}`,
    wrong.map(([actual, expected]) => `got ${JSON.stringify(actual)}, want ${JSON.stringify(expected)}`),
  );
}

console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);

/** What the manifest lists and the plan lacks stops the comparison; it is one fault then. */
function agreements(plan) {
  try {
    return wiringRules(plan);
  } catch (error) {
    return [['the plan has what the manifest lists', [error.message]]];
  }
}

function faultsOf(rule, subject, run = rule.on) {
  try {
    return rule
      .check(subject, run)
      .filter((result) => result !== true && result !== undefined)
      .map(String);
  } catch (error) {
    return [error.message];
  }
}

/** Mutations that the rule does not detect. Where a negative case says how it is detected, a fault must match that. */
function undetectedMutations(rule, copy) {
  return rule.negativeCases.flatMap((entry, index) => {
    const { mutate, says = /./ } = typeof entry === 'function' ? { mutate: entry } : entry;
    const subject = copy();
    try {
      mutate(subject);
    } catch (error) {
      return [`its negative case ${index + 1} can no longer be made: ${error.message}`];
    }
    const faults = faultsOf(rule, subject);
    if (faults.length === 0) return [`the rule passes its negative case ${index + 1}`];
    return faults.some((fault) => says.test(fault))
      ? []
      : [`the rule says ${faults[0]} of its negative case ${index + 1}, and not ${says}`];
  });
}

function validate(folder) {
  const cwd = path.join(infra, folder);
  const env = {
    ...process.env,
    TF_DATA_DIR: path.join(root, 'tmp', `terraform-${folder.replace('/', '-')}`),
  };
  const init = terraform(initArgs(['-backend=false', '-lockfile=readonly']), { cwd, env });
  if (init.status !== 0) return [init.stderr];
  const result = terraform(['validate', '-no-color'], { cwd, env });
  return result.status === 0 ? [] : [result.stderr];
}
