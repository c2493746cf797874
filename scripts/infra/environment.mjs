// One environment's Terraform: where its state lies, how it is planned, applied and read.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { BUCKET_FAULTS, lookAtStateBucket } from './state-bucket.mjs';
import { UserError } from './steps.mjs';
import { taskFor } from './task-name.mjs';
import { initArgs, root, terraform, terraformLive } from './terraform.mjs';

/**
 * Saved plans, outside the tracked files; a plan holds the environment's settings, so it is for its owner alone.
 * `planOf` names what a plan is of when that is not the whole environment.
 */
export const planFile = ({ environment, planOf }) =>
  path.join(root, 'tmp', `${[environment, planOf].filter(Boolean).join('.')}.tfplan`);

/**
 * Backend settings on the command line: no tracked file needs editing, and no bucket name is committed. `encrypt` is left
 * out: it asks for AES256, and the bucket's own encryption (KMS) is the stronger one.
 *
 * @param stateRegion where the bucket lies, which may be another region than the deployment's.
 */
export function backendArgs({ stateBucket, stateKey }, stateRegion) {
  return [`bucket=${stateBucket}`, `key=${stateKey}`, `region=${stateRegion}`, 'use_lockfile=true'].map(
    (setting) => `-backend-config=${setting}`,
  );
}

/** Makes Terraform ready in the environment's folder; says what to do where it cannot be. */
export function init(settings) {
  if (!existsSync(settings.folder)) {
    throw new UserError(
      `There is no environment ${settings.environment}. Copy one: cp -r infra-as-code/environments/dev infra-as-code/environments/${settings.environment}`,
    );
  }
  const bucket = lookAtStateBucket(settings);
  if (bucket.kind !== 'there') {
    const { says, mend } = BUCKET_FAULTS[bucket.kind](settings, bucket.says);
    throw new UserError(`State bucket: ${says}\n    → ${mend}\nNothing was changed.`);
  }
  const result = terraform(
    initArgs(['-input=false', '-reconfigure', '-lockfile=readonly', ...backendArgs(settings, bucket.region)]),
    { cwd: settings.folder, env: settings.childEnv },
  );
  if (result.status === 0) return;
  throw new UserError(`terraform init failed; nothing was changed.\n${result.stderr.trim()}`);
}

/** Plans into {@link planFile}; true when the plan would change something. */
export async function plan(settings, extra = []) {
  mkdirSync(path.dirname(planFile(settings)), { recursive: true, mode: 0o700 });
  const args = ['plan', '-input=false', '-detailed-exitcode', `-out=${planFile(settings)}`, ...extra];
  const status = await terraformLive(args, { cwd: settings.folder, env: settings.childEnv });
  if (status !== 0 && status !== 2)
    throw new UserError(
      `terraform plan failed: its message is above, and nothing was changed.${lockHint(settings)}`,
    );
  return status === 2;
}

/** Shows the plan that an earlier run kept, so that what is confirmed is what was read. */
export async function showSaved(settings) {
  const status = await terraformLive(['show', planFile(settings)], {
    cwd: settings.folder,
    env: settings.childEnv,
  });
  if (status !== 0)
    throw new UserError(
      `The kept plan cannot be read; nothing was changed. Make another: rm ${path.relative(root, planFile(settings))}`,
    );
}

/** Applies the very plan that was saved and shown. */
export async function applySaved(settings) {
  const status = await terraformLive(['apply', '-input=false', planFile(settings)], {
    cwd: settings.folder,
    env: settings.childEnv,
  });
  if (status !== 0)
    throw new UserError(
      `terraform apply stopped: its message is above. What was made so far is in the state; mend the cause and run the same command again (the plan is dropped: the next run makes its own).${lockHint(settings)}`,
    );
}

const lockHint = ({ folder }) =>
  `\nIf it says that the state is locked, somebody else is at work, or was cut off: terraform -chdir=${path.relative(root, folder)} force-unlock LOCK-ID`;

/** The environment's outputs as plain values; throws where nothing is deployed. */
export function outputs(settings) {
  const result = terraform(['output', '-json'], { cwd: settings.folder, env: settings.childEnv });
  const values = result.status === 0 ? JSON.parse(result.stdout) : {};
  if (!values.api_base_url)
    throw new UserError(
      `Nothing is deployed in ${settings.environment} yet (or its state cannot be read). Deploy: ${taskFor(settings.environment, 'build-and-deploy-dev')}`,
    );
  return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));
}

/** Every deployed resource: `{ address, type, name, values }`. */
export function deployedResources(settings) {
  const result = terraform(['show', '-json'], { cwd: settings.folder, env: settings.childEnv });
  if (result.status !== 0) throw new UserError(`the state cannot be read\n${result.stderr}`);
  return resourcesIn(JSON.parse(result.stdout).values?.root_module);
}

export function resourcesIn(module) {
  if (!module) return [];
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(resourcesIn)];
}
