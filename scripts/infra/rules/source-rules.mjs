// Rules over the Terraform files themselves, for what no plan shows.
import { blocksOf, variablesOf } from './sources.mjs';

const ENVIRONMENT_NAME = /\b(dev|staging|preprod|prod|production)\b/;

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
    spoils: [
      (sources) => (sources['modules/common/locals.tf'] += '\nlocals {\n  table = "accounts-dev"\n}\n'),
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
    spoils: [
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
    spoils: [(sources) => (sources['modules/common/variables.tf'] += 'variable "x" {\n  type = string\n}\n')],
  },
];
