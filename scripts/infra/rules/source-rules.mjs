// Rules over the Terraform files themselves, for what no plan shows.
import { MANIFEST } from '../../../deployment/manifest.ts';
import { blocksOf, replaceIn, variablesOf } from './sources.mjs';

const SETTINGS = 'modules/common/settings.tf';
/** Values that Terraform makes by itself: the name of a resource of its own. */
const MADE_BY_TERRAFORM = ['ses_configuration_set'];
const ENVIRONMENT_NAME = /\b(dev|staging|preprod|prod|production|uat|qa)\b/;

export const sourceRules = [
  {
    id: 'P16',
    title: 'no module names an environment',
    check(sources) {
      return Object.entries(sources)
        .filter(([file]) => file.startsWith('modules/'))
        .flatMap(([file, text]) =>
          text.split('\n').map((line, index) => {
            const code = line.replace(/#.*$/, '').replace(/^\s*(description|error_message)\s*=.*$/, '');
            return !ENVIRONMENT_NAME.test(code) || `${file}:${index + 1} names an environment`;
          }),
        );
    },
    negativeCases: [
      (sources) => (sources['modules/common/locals.tf'] += '\nlocals {\n  table = "accounts-dev"\n}\n'),
      (sources) => (sources['modules/common/templates/endpoints.oas.yaml'] += '\nx-stage: staging\n'),
    ],
  },
  {
    id: 'S1',
    title: 'only the AWS provider is used, and no exclusive policy attachment',
    check(sources) {
      return Object.entries(sources).flatMap(([file, text]) => [
        ...[...text.matchAll(/source\s*=\s*"(hashicorp\/[a-z]+)"/g)].map(
          ([, source]) => source === 'hashicorp/aws' || `${file} uses ${source}`,
        ),
        !/"aws_iam_policy_attachment"/.test(text) || `${file} takes a policy from every other role`,
        ...[...text.matchAll(/(?:resource|data) "(?!aws_)(\w+)"/g)].map(([, type]) => `${file} uses ${type}`),
      ]);
    },
    negativeCases: [
      (sources) => (sources['modules/common/locals.tf'] += 'resource "aws_iam_policy_attachment" "x" {}\n'),
      (sources) => (sources['modules/common/locals.tf'] += 'resource "random_id" "x" {}\n'),
    ],
  },
  {
    id: 'S2',
    title: 'every variable and every output is described, and every file says what it is for',
    check(sources) {
      return Object.entries(sources)
        .filter(([file]) => file.endsWith('.tf'))
        .flatMap(([file, text]) => [
          ...[...variablesOf(text), ...blocksOf(text, 'output')].map(
            ({ name, block }) => /^\s*description\s*=/m.test(block) || `${file}: ${name} is not described`,
          ),
          !/\/\d\d-/.test(file) || text.startsWith('# ') || `${file} does not say what it is for`,
        ]);
    },
    negativeCases: [
      (sources) => (sources['modules/common/variables.tf'] += 'variable "x" {\n  type = string\n}\n'),
    ],
  },
  {
    id: 'S3',
    title: 'an environment hands every variable to the module and has no default of its own',
    check(sources) {
      const defaultOf = (block) => /^\s*default\s*=\s*(.+)$/m.exec(block)?.[1] ?? 'null';
      const common = [
        ...variablesOf(sources['modules/common/variables.tf']),
        ...variablesOf(sources[SETTINGS]),
      ];
      const ofModule = new Map(common.map(({ name, block }) => [name, defaultOf(block)]));
      const environments = Object.keys(sources).flatMap(
        (file) => /^(environments\/.+)\/main\.tf$/.exec(file)?.[1] ?? [],
      );
      return environments.flatMap((folder) => [
        ...variablesOf(sources[`${folder}/variables.tf`]).map(
          ({ name, block }) =>
            name === 'aws_region' || // The one that an environment chooses and the module does not.
            ['null', ofModule.get(name)].includes(defaultOf(block)) ||
            `${folder}: ${name} is ${defaultOf(block)} by default, in the module ${ofModule.get(name)}`,
        ),
        ...[...ofModule.keys()].map(
          (name) =>
            handedOn(sources[`${folder}/main.tf`], name) || `${folder}: ${name} does not reach the module`,
        ),
      ]);
    },
    negativeCases: [
      (sources) =>
        replaceIn(
          sources,
          'environments/dev/variables.tf',
          /(variable "deletion_protection"[^}]*?)null/,
          '$1false',
        ),
      (sources) => replaceIn(sources, 'environments/dev/main.tf', /\n\s*audience\s*=.*/, ''),
      (sources) => replaceIn(sources, 'environments/dev/main.tf', /\n\s*setting_names\s*=.*/, ''),
      (sources) => replaceIn(sources, 'environments/dev/main.tf', /= var\.settings/, '= {}'),
    ],
  },
  {
    id: 'S5',
    title:
      'every setting says in its line what it means, and each setting of the manifest is one of the module',
    check(sources) {
      const settings = [...sources[SETTINGS].matchAll(/^ {4}(\w+) += optional\([^#\n]*(#.{10,})?$/gm)];
      const known = new Set([
        ...settings.map(([, name]) => name),
        ...variablesOf(sources['environments/dev/variables.tf']).map(({ name }) => name),
        ...MADE_BY_TERRAFORM,
      ]);
      const told = Object.entries(MANIFEST.functions).flatMap(([name, { environment, guarded }]) =>
        Object.entries({ ...environment, ...guarded?.environment }).map(([key, { setting }]) => [
          name,
          key,
          setting,
        ]),
      );
      return [
        settings.length > 10 || 'no setting is found',
        ...settings.map(([, name, meaning]) => meaning !== undefined || `${name} does not say what it means`),
        ...told.map(
          ([name, key, setting]) =>
            setting === undefined ||
            known.has(setting) ||
            `${key} of ${name} comes from ${setting}, which cannot be set`,
        ),
      ];
    },
    negativeCases: [
      (sources) => replaceIn(sources, SETTINGS, /(throttle_burst .*?)#.*/, '$1'),
      (sources) => replaceIn(sources, SETTINGS, /opening_balance  /, 'opening_sum'),
    ],
  },
  {
    id: 'S6',
    title: 'the dashboard finds what it searches for: a namespace with a hyphen is quoted',
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    check(sources) {
      return Object.entries(sources).flatMap(([file, text]) =>
        [...text.matchAll(/SEARCH\('\{([^,]+),/g)].map(
          ([, namespace]) => /^\\"[^"]+\\"$/.test(namespace) || `${file} searches in ${namespace}`,
        ),
      );
    },
    negativeCases: [
      {
        mutate: (sources) =>
          replaceIn(
            sources,
            'modules/common/91-dashboard.tf',
            /\\"(\$\{local\.metric_namespace\})\\",Type/,
            '$1,Type',
          ),
        says: /91-dashboard\.tf searches in \$\{local\.metric_namespace\}/,
      },
    ],
  },
  {
    id: 'S4',
    title: 'a deployment follows whatever changes the API, and waits for every permission',
    check(sources) {
      const text = sources['modules/common/01-gateway-api.tf'];
      const [, deployment = ''] =
        /^resource "aws_api_gateway_deployment" "this" \{\n([\s\S]*?)^\}$/m.exec(text) ?? [];
      const waitsFor = /depends_on\s*=\s*\[([^\]]*)\]/.exec(deployment)?.[1] ?? '';
      const triggers = /triggers\s*=\s*\{([\s\S]*?)\n {2}\}/.exec(deployment)?.[1] ?? '';
      const permissions = [...text.matchAll(/^resource "aws_lambda_permission" "(\w+)"/gm)];
      return [
        permissions.length > 0 || 'there is no permission',
        ...permissions.map(
          ([, name]) =>
            new RegExp(`\\baws_lambda_permission\\.${name}\\b`).test(waitsFor) ||
            `the deployment does not wait for aws_lambda_permission.${name}`,
        ),
        ...['body', 'disable_execute_api_endpoint', 'endpoint_configuration'].map(
          (argument) =>
            new RegExp(`\\.${argument}\\b`).test(triggers) ||
            `a change of the API’s ${argument} makes no deployment`,
        ),
        /create_before_destroy\s*=\s*true/.test(deployment) ||
          'the old deployment goes before the new one is there',
      ];
    },
    negativeCases: [
      (sources) =>
        replaceIn(sources, 'modules/common/01-gateway-api.tf', /, aws_lambda_permission\.route\]/, ']'),
      (sources) =>
        replaceIn(
          sources,
          'modules/common/01-gateway-api.tf',
          /\n\s*body\s*= sha256\(aws_api_gateway_rest_api\.this\.body\)/,
          '',
        ),
    ],
  },
];

/** What the environment works out: names and places of its own, and what only one environment of a domain has. */
const NAMED_OTHERWISE = {
  environment: 'local\\.environment',
  lambda_package_path: '".+"',
  test_destination_email: 'var\\.test_email',
  api_subdomain: '.*var\\.api_subdomain.*',
  manage_mail_domain: '.*var\\.manage_mail_domain.*',
  setting_names: 'keys\\(var\\.settings\\)',
};

function handedOn(main, name) {
  return new RegExp(`^ {2}${name}\\s*= ${NAMED_OTHERWISE[name] ?? `var\\.${name}`}$`, 'm').test(main);
}
