// Rules over the Terraform files themselves, for what no plan shows.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { infra } from '../terraform.mjs';

/** `{ [path below infra-as-code]: text }` of every Terraform file. */
export function readSources() {
  const files = readdirSync(infra, { recursive: true }).filter(
    (file) => /\.tf(vars\.example)?$/.test(file) && !file.includes('.terraform'),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(infra, file), 'utf8')]));
}

const ENVIRONMENT_NAME = /\b(dev|staging|preprod|prod|production)\b/;

export const sourceRules = [
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

const variablesOf = (text) => blocksOf(text, 'variable');

function blocksOf(text, kind) {
  return [...text.matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n([\\s\\S]*?)^\\}$`, 'gm'))].map(
    ([, name, block]) => ({ name, block }),
  );
}

function replaceIn(sources, file, pattern, replacement) {
  const spoiled = sources[file].replace(pattern, replacement);
  if (spoiled === sources[file]) throw new Error(`${file} no longer holds ${pattern}`);
  sources[file] = spoiled;
}
