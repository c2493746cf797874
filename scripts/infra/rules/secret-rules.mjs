// Rules over secrets: none in a plan, none in a file.
import { environmentOf } from './functions.mjs';
import { replaceIn, variablesOf } from './sources.mjs';

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
      ];
    },
    spoils: [(plan) => (environmentOf(plan, 'init-user-account').OPENING_BALANCE = 'offline-client-secret')],
  },
];

export const secretSourceRules = [
  {
    id: 'P15s',
    title: 'no variable has a secret for a default, and the SMS credentials are ephemeral',
    check(sources) {
      return Object.entries(sources).flatMap(([file, text]) =>
        variablesOf(text)
          .filter(({ name }) => /secret|password|token|client_id|credentials$/.test(name))
          .flatMap(({ name, block }) => [
            /^\s*default\s*=\s*(""|null)$/m.test(block) ||
              !/^\s*default\s*=/m.test(block) ||
              `${file}: ${name} has a secret for a default`,
            /^\s*ephemeral\s*=\s*true$/m.test(block) || `${file}: ${name} is not ephemeral`,
            /^\s*sensitive\s*=\s*true$/m.test(block) || `${file}: ${name} is not sensitive`,
          ]),
      );
    },
    spoils: [
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
];
