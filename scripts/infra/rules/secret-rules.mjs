// Rules over secrets: a plan and a file hold no secret.
import { environmentOf } from './functions.mjs';
import { replaceIn, variablesOf } from './sources.mjs';

const SECRET_NAME =
  /secret|password|passphrase|token|client_id(?!s)|credentials?$|api_key|private_key|access_key/i;

/** What is a secret by its looks: AWS access keys, private keys, tokens, basic credentials. */
const SECRET_SHAPE =
  /\bA[KS]IA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.[\w-]+\.|\bBasic [A-Za-z0-9+/=]{16,}/;

/** A name that is given text: in Terraform, in a tfvars file, even behind a comment sign, or in a shell's environment. */
const ASSIGNMENT = /^[\s#]*(?:export )?(\w+)\s*=\s*"?([^"\s]*)/;

export const secretRules = [
  {
    id: 'P15',
    title: 'no secret is in the plan',
    check(plan) {
      const everything = JSON.stringify(plan.resources);
      return [
        !everything.includes('offline-client-secret') || 'the SMS provider’s secret is in the plan',
        ...plan
          .all('aws_ssm_parameter')
          .map(({ values }) => values.value_wo === null || 'the SMS credentials are not write-only'),
        ...plan
          .all('aws_ssm_parameter')
          .map(({ values }) => values.type === 'SecureString' || 'the SMS credentials are plain text'),
        ...plan
          .all('aws_ssm_parameter')
          .map(
            ({ values }) =>
              values.key_id === plan.at('aws_kms_key.this').arn ||
              'the SMS credentials are not under the environment’s key',
          ),
      ];
    },
    negativeCases: [
      (plan) => addParameter(plan, { key_id: undefined }),
      (plan) => addParameter(plan, { value_wo: 'x' }),
      (plan) => addParameter(plan, { type: 'String' }),
      (plan) => (environmentOf(plan, 'init-user-account').OPENING_BALANCE = 'offline-client-secret'),
    ],
  },
];

export const secretSourceRules = [
  {
    id: 'P15s',
    title: 'no variable has a secret for a default, and the SMS credentials are ephemeral',
    check(sources) {
      return Object.entries(sources).flatMap(([file, text]) =>
        variablesOf(text)
          .filter(({ name }) => SECRET_NAME.test(name))
          .flatMap(({ name, block }) => [
            /^\s*default\s*=\s*(""|null)$/m.test(block) ||
              !/^\s*default\s*=/m.test(block) ||
              `${file}: ${name} has a secret for a default`,
            /^\s*ephemeral\s*=\s*true$/m.test(block) || `${file}: ${name} is not ephemeral`,
            /^\s*sensitive\s*=\s*true$/m.test(block) || `${file}: ${name} is not sensitive`,
          ]),
      );
    },
    negativeCases: [
      (sources) =>
        replaceIn(
          sources,
          'modules/common/variables.tf',
          /(variable "sms_provider_client_secret"[^}]*?default\s*= )""/,
          '$1"hunter2"',
        ),
      (sources) =>
        replaceIn(
          sources,
          'environments/dev/variables.tf',
          /(variable "sms_provider_client_secret"[^}]*?)ephemeral\s*= true/,
          '$1',
        ),
    ],
  },
  {
    id: 'P15t',
    title: 'no file holds a secret',
    check: (sources) =>
      Object.entries(sources).flatMap(([file, text]) =>
        text.split('\n').flatMap((line, index) => {
          const [, name = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
          const literal = /^[^$.(){}[\]]{4,}$/.test(value) && !['null', 'true', 'false'].includes(value);
          return [
            !SECRET_SHAPE.test(line) || `${file}:${index + 1} holds what looks like a secret`,
            !(SECRET_NAME.test(name) && literal) || `${file}:${index + 1} gives ${name} a value`,
          ];
        }),
      ),
    negativeCases: [
      (sources) => (sources['modules/common/locals.tf'] += '\nlocals {\n  sms_password = "hunter2"\n}\n'),
      (sources) =>
        (sources['environments/dev/terraform.tfvars.example'] +=
          '\nsms_provider_client_secret = "dGhpcw=="\n'),
      (sources) =>
        replaceIn(sources, '../.envrc.example', /(FINTECH_SOLUTION_SMS_CLIENT_SECRET=)/, '$1hunter2'),
      (sources) => (sources['environments/dev/main.tf'] += `# ${'AKIA'}${'A1B2C3D4'.repeat(2)}\n`),
    ],
  },
];

function addParameter(plan, changes) {
  const good = { type: 'SecureString', value_wo: null, key_id: plan.at('aws_kms_key.this').arn };
  plan.resources.push({
    address: 'aws_ssm_parameter.more',
    type: 'aws_ssm_parameter',
    values: { ...good, ...changes },
  });
}
