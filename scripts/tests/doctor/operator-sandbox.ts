import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(__dirname, '..', '..', '..');
export const ACCOUNT = '123456789012';
export const BUCKET = `fintech-solution-${ACCOUNT}-terraform-state`;
export const ISSUER = 'https://issuer.example/';
export const JWKS = 'https://issuer.example/.well-known/jwks.json';

/** What differs from a good environment. */
export interface Difference {
  readonly env?: Readonly<Record<string, string>>;
  /**
   * By command (`sts get-caller-identity`): what the AWS command line prints; an Error's message goes to its error output. Of
   * two in a list, the second one from the second call on.
   */
  readonly aws?: Readonly<Record<string, object | string | Error | readonly [object, object]>>;
  /** Terraform's version; null where there is none. */
  readonly terraform?: string | null;
  /** What `terraform show -json` says of the environment; nothing where it is not given. */
  readonly deployed?: object;
  /** What `terraform output -json` says of it: values by name. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly awsCommand?: null;
  /** The environment that is asked for. */
  readonly environment?: string;
  /** Files of the environment's folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** A state that lies in the environment's folder. */
  readonly stateOnDisk?: object;
  /** Where the issuer's addresses lead; nowhere unless it is given. */
  readonly issuerAt?: string;
}

/** One run of a script. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
  /** Every command line that reached the AWS command or Terraform. */
  readonly calls: readonly string[];
}

const NOT_FOUND = (operation: string): Error =>
  new Error(`An error occurred (404) when calling the ${operation} operation: Not Found`);

/** A good account, in the words of the AWS command line. */
const GOOD: NonNullable<Difference['aws']> = {
  'sts get-caller-identity': { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/operator` },
  's3api head-bucket': {},
  's3api get-bucket-location': { LocationConstraint: 'ca-central-1' },
  's3api head-object': NOT_FOUND('HeadObject'),
  's3 cp': NOT_FOUND('HeadObject'),
  'apigateway get-account': { cloudwatchRoleArn: `arn:aws:iam::${ACCOUNT}:role/api-gateway-logs` },
  'ses get-identity-verification-attributes': {
    VerificationAttributes: { 'back-office@example.org': { VerificationStatus: 'Success' } },
  },
  'sesv2 get-account': { ProductionAccessEnabled: true },
  'route53 list-hosted-zones-by-name': { HostedZones: [] },
  'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 1000 } },
  'cloudtrail describe-trails': { trailList: [{ Name: 'management-events', TrailARN: 'arn:trail' }] },
  'cloudtrail get-trail-status': { IsLogging: true },
  'cloudtrail get-event-selectors': {
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
  },
  'apigateway get-base-path-mappings': { items: [] },
};

/**
 * A copy of the operators' scripts in a folder of its own, before programs that say what the difference says. Only the
 * programs are stubs: `aws` and `terraform` here are scripts that print, and write down how they were called.
 */
export function createOperatorSandbox(difference: Difference = {}): {
  run(script: string, ...words: string[]): Promise<Run>;
  leave(): void;
} {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sandbox-'));
  const calls = path.join(folder, 'calls');
  cpSync(path.join(ROOT, 'deployment', 'manifest.json'), path.join(folder, 'deployment', 'manifest.json'));
  cpSync(path.join(ROOT, 'scripts', 'infra'), path.join(folder, 'scripts', 'infra'), { recursive: true });
  for (const part of ['package.json', 'src'])
    for (const shared of ['domain', 'runtime'])
      cpSync(path.join(ROOT, 'lambda-src', shared, part), path.join(folder, 'lambda-src', shared, part), {
        recursive: true,
      });
  mkdirSync(path.join(folder, 'node_modules', '@fintech-solution'), { recursive: true });
  symlinkSync(
    path.join(folder, 'lambda-src', 'domain'),
    path.join(folder, 'node_modules', '@fintech-solution', 'domain'),
  );
  const environment = path.join(folder, 'infra-as-code', 'environments', 'dev');
  for (const place of [environment, path.join(folder, 'infra-as-code', 'bootstrap')])
    mkdirSync(place, { recursive: true });
  if (difference.stateOnDisk)
    writeFileSync(path.join(environment, 'terraform.tfstate'), JSON.stringify(difference.stateOnDisk));
  for (const [name, content] of Object.entries(difference.files ?? {}))
    writeFileSync(path.join(environment, name), content);
  writePrograms(path.join(folder, 'bin'), calls, difference);
  return {
    run: (script, ...words) =>
      runScript([path.join(folder, 'scripts', 'infra', script), difference.environment ?? 'dev', ...words], {
        ...environmentOf(difference),
        PATH: path.join(folder, 'bin'),
        HOME: folder,
      }).then((run) => ({
        ...run,
        calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [],
      })),
    leave: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function environmentOf({ env, issuerAt }: Difference): Record<string, string> {
  return {
    AWS_ACCOUNT_ID: ACCOUNT,
    FINTECH_SOLUTION_ISSUER_URI: ISSUER,
    FINTECH_SOLUTION_JWKS_URI: JWKS,
    FINTECH_SOLUTION_AUDIENCE: 'https://api.example',
    FINTECH_SOLUTION_TEST_EMAIL: 'back-office@example.org',
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(ROOT, 'scripts', 'tests', 'deploy', 'reach-local.mjs'))}`,
    // Port 9 (discard) gives no answer.
    REACH_LOCAL: JSON.stringify({ 'https://issuer.example': issuerAt ?? 'http://127.0.0.1:9' }),
    ...env,
  };
}

function writePrograms(bin: string, calls: string, difference: Difference): void {
  mkdirSync(bin, { recursive: true });
  const write = (name: string, lines: readonly string[]): void => {
    writeFileSync(
      path.join(bin, name),
      ['#!/bin/sh', `echo "${name} $*" >> '${calls}'`, ...lines, ''].join('\n'),
    );
    chmodSync(path.join(bin, name), 0o755);
  };
  if (difference.awsCommand !== null) {
    write('aws', [
      `[ "$1" = --version ] && { echo aws-cli/2.31.0; exit 0; }`,
      // As the real one does with a secret that has a blank, and with a profile without a name.
      `case "$AWS_SECRET_ACCESS_KEY" in *[[:space:]]*) echo SignatureDoesNotMatch >&2; exit 254;; esac`,
      `[ "\${AWS_PROFILE-none}" = '' ] && { echo 'The config profile () could not be found' >&2; exit 255; }`,
      `answer='${bin}'/"$1 $2"`,
      `[ -f "$answer.error" ] && { /bin/cat "$answer.error" >&2; exit 254; }`,
      `/bin/cat "$answer"`,
      `[ ! -f "$answer.next" ] || /bin/mv "$answer.next" "$answer"`,
    ]);
    for (const [command, answer] of Object.entries({ ...GOOD, ...difference.aws })) {
      const file = path.join(bin, answer instanceof Error ? `${command}.error` : command);
      const [first, second] = Array.isArray(answer) ? (answer as readonly object[]) : [answer];
      writeFileSync(file, first instanceof Error ? `\n${first.message}\n` : text(first as object));
      if (second) writeFileSync(`${file}.next`, text(second));
    }
  }
  if (difference.terraform === null) return;
  const shown = path.join(bin, 'terraform show');
  writeFileSync(shown, JSON.stringify(difference.deployed ?? {}));
  const outputs = Object.entries(difference.outputs ?? {}).map(([name, value]) => [name, { value }]);
  const told = path.join(bin, 'terraform output');
  writeFileSync(told, JSON.stringify(Object.fromEntries(outputs)));
  write('terraform', [
    `[ "$1" = show ] && exec /bin/cat '${shown}'`,
    `[ "$1" = output ] && exec /bin/cat '${told}'`,
    `echo '{"terraform_version":"${difference.terraform ?? '1.11.4'}"}'`,
  ]);
}

function text(answer: object | string): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function runScript(words: readonly string[], env: Record<string, string>): Promise<Omit<Run, 'calls'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
