import { ACCOUNT, BUCKET, type Difference } from './operator-sandbox.ts';

/** An environment in which nothing may be deployed, and the sentences that mend it. */
export interface FailingPrecondition extends Difference {
  readonly title: string;
  readonly says: readonly string[];
}

const failure = (code: string, operation: string, message: string): Error =>
  new Error(`An error occurred (${code}) when calling the ${operation} operation: ${message}`);

const STATE_OF_THE_ARTICLE = {
  resources: [{ mode: 'managed', type: 'aws_dynamodb_table', module: 'module.common', name: 'accounts' }],
};

export const FAILING_PRECONDITIONS: readonly FailingPrecondition[] = [
  {
    title: 'keys that have expired',
    aws: {
      'sts get-caller-identity': failure(
        'ExpiredToken',
        'GetCallerIdentity',
        'The security token included in the request is expired',
      ),
    },
    says: ['identity: the credentials have expired', 'aws sso login, or put new keys into .envrc'],
  },
  {
    title: 'a session of IAM Identity Center that has expired',
    aws: {
      'sts get-caller-identity': new Error(
        'Error when retrieving token from sso: Token has expired and refresh failed',
      ),
    },
    says: ['identity: the credentials have expired', 'aws sso login'],
  },
  {
    title: 'no credentials',
    aws: {
      'sts get-caller-identity': new Error(
        'Unable to locate credentials. You can configure credentials by running "aws configure".',
      ),
    },
    says: [
      'identity: there are no credentials',
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    ],
  },
  {
    title: 'keys that AWS does not know',
    aws: {
      'sts get-caller-identity': failure(
        'InvalidClientTokenId',
        'GetCallerIdentity',
        'The security token included in the request is invalid.',
      ),
    },
    says: ['InvalidClientTokenId', 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
  },
  {
    title: 'credentials of another account',
    aws: { 'sts get-caller-identity': { Account: '999999999999', Arn: 'arn:aws:iam::999999999999:user/me' } },
    says: [
      `identity: these credentials are of account 999999999999, AWS_ACCOUNT_ID says ${ACCOUNT}`,
      'take the other credentials, or correct AWS_ACCOUNT_ID',
    ],
  },
  {
    title: 'no state bucket',
    aws: { 's3api head-bucket': failure('404', 'HeadBucket', 'Not Found') },
    says: [`state bucket: ${BUCKET} does not exist`, '→ task bootstrap'],
  },
  {
    title: 'a state bucket of another account',
    aws: { 's3api head-bucket': failure('403', 'HeadBucket', 'Forbidden') },
    says: [
      `AWS refuses access to ${BUCKET} (An error occurred (403)`,
      'it belongs to another account, or these credentials lack s3:ListBucket on it',
      'set FINTECH_SOLUTION_STATE_BUCKET to another name',
    ],
  },
  {
    title: 'a network without a way to S3',
    aws: {
      's3api head-bucket': new Error(
        `Connect timeout on endpoint URL: "https://${BUCKET}.s3.ca-central-1.amazonaws.com/"`,
      ),
    },
    says: [
      `S3 gives no usable answer about ${BUCKET} (Connect timeout`,
      'check the network, a proxy (HTTPS_PROXY',
    ],
  },
  {
    title: 'a network without a way to S3, and a number in the bucket’s name that is a status too',
    env: { FINTECH_SOLUTION_STATE_BUCKET: 'acme-404-state' },
    aws: {
      's3api head-bucket': new Error(
        'Connect timeout on endpoint URL: "https://acme-404-state.s3.ca-central-1.amazonaws.com/"',
      ),
    },
    says: ['S3 gives no usable answer about acme-404-state (Connect timeout'],
  },
  {
    title: 'a proxy whose certificate nobody trusts',
    aws: {
      's3api head-bucket': new Error(
        `SSL validation failed for https://${BUCKET}.s3.ca-central-1.amazonaws.com/ [SSL: CERTIFICATE_VERIFY_FAILED]`,
      ),
    },
    says: [`S3 gives no usable answer about ${BUCKET} (SSL validation failed`, 'AWS_CA_BUNDLE'],
  },
  {
    title: 'S3 in trouble',
    aws: { 's3api head-bucket': failure('503', 'HeadBucket', 'Service Unavailable') },
    says: [`S3 gives no usable answer about ${BUCKET} (An error occurred (503)`],
  },
  {
    title: 'a host that belongs to another environment',
    env: {
      TF_VAR_apply_custom_domain: 'true',
      TF_VAR_api_subdomain: 'api.staging',
      FINTECH_SOLUTION_DOMAINE: 'fintech.example',
    },
    aws: {
      'route53 list-hosted-zones-by-name': { HostedZones: [{ Name: 'fintech.example.' }] },
      'apigateway get-base-path-mappings': { items: [{ basePath: '(none)', restApiId: 'abc' }] },
      'apigateway get-rest-api': { id: 'abc', name: 'fintech-solution-staging' },
    },
    says: [
      'API host: api.staging.fintech.example belongs to fintech-solution-staging',
      'api_subdomain = "api.dev" in terraform.tfvars',
    ],
  },
  {
    title: 'a line of terraform.tfvars that sets no variable',
    files: {
      'variables.tf': 'variable "domain" {}\nvariable "settings" {}\n',
      'terraform.tfvars':
        'domain = "x.example"\nsettings = {\n  opening_balance = 500\n}\nopening_balance = 500\n',
    },
    says: [
      'terraform.tfvars: opening_balance is no variable of the environment',
      'settings = { opening_balance = … }',
      '1 thing stands in the way',
    ],
  },
  {
    title: 'a locked state',
    aws: { 's3api head-object': {} },
    says: [
      `state lock: a run on dev is under way, or was cut off: s3://${BUCKET}/dev/terraform.tfstate.tflock is there`,
      'terraform -chdir=infra-as-code/environments/dev force-unlock ID',
    ],
  },
  {
    title: 'no logging role of API Gateway',
    aws: { 'apigateway get-account': {} },
    says: ['API Gateway logging role: this region’s API Gateway has no role', '→ task bootstrap'],
  },
  {
    title: 'no Terraform',
    terraform: null,
    says: ['terraform: not found', 'install Terraform 1.11 or later: https://'],
  },
  {
    title: 'a Terraform that would keep the secret in the state',
    terraform: '1.10.5',
    says: ['terraform: 1.10.5 would put the SMS secret into the state', 'install Terraform 1.11 or later'],
  },
  {
    title: 'no AWS command line',
    awsCommand: null,
    says: [
      'aws: not found',
      'install the AWS command line: https://',
      'not looked at before the faults above',
    ],
  },
  {
    title: 'settings that are empty, all at once',
    env: {
      AWS_ACCOUNT_ID: '',
      FINTECH_SOLUTION_ISSUER_URI: ' ',
      FINTECH_SOLUTION_JWKS_URI: '',
      FINTECH_SOLUTION_AUDIENCE: '',
      TF_VAR_enable_sms_notifications: 'ON',
    },
    says: [
      'AWS_ACCOUNT_ID: not set',
      'FINTECH_SOLUTION_ISSUER_URI: not set',
      'FINTECH_SOLUTION_JWKS_URI: not set',
      'FINTECH_SOLUTION_AUDIENCE: not set',
      'FINTECH_SOLUTION_SMS_CLIENT_ID: unset, and SMS is ON',
      'FINTECH_SOLUTION_SMS_CLIENT_SECRET: unset, and SMS is ON',
      'set AWS_ACCOUNT_ID in .envrc (cp .envrc.example .envrc)',
      '6 things stand in the way',
    ],
  },
  {
    title: 'a callback signing secret that could be guessed',
    env: { FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET: 'short' },
    says: ['FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET: set, and shorter than 32 characters'],
  },
  {
    title: 'a region that does not exist',
    env: { AWS_DEFAULT_REGION: 'Montreal' },
    says: ['AWS_DEFAULT_REGION: "Montreal" is not a region'],
  },
  {
    title: 'an environment without its folder',
    environment: 'staging',
    says: [
      'environment: there is no staging',
      'cp -r infra-as-code/environments/dev infra-as-code/environments/staging',
    ],
  },
  {
    title: 'a custom domain without its zone',
    env: { TF_VAR_apply_custom_domain: 'true', FINTECH_SOLUTION_DOMAINE: 'fintech.example' },
    aws: {
      'route53 list-hosted-zones-by-name': {
        HostedZones: [{ Name: 'fintech.example.', Config: { PrivateZone: true } }],
      },
    },
    says: [
      'there is no public hosted zone fintech.example',
      'aws route53 create-hosted-zone --name fintech.example',
    ],
  },
  {
    title: 'a state in the bucket that the original article’s configuration made',
    aws: { 's3 cp': STATE_OF_THE_ARTICLE },
    says: [
      `s3://${BUCKET}/dev/terraform.tfstate holds module.common.aws_dynamodb_table.accounts`,
      'would replace the table and lose its accounts',
      'docs/upgrading.md',
    ],
  },
  {
    title: 'such a state left on disk',
    stateOnDisk: STATE_OF_THE_ARTICLE,
    says: ['infra-as-code/environments/dev/terraform.tfstate holds', 'docs/upgrading.md'],
  },
];
