// What the operators' scripts promise, tried without an account: settings, the doctor's judgements, masking, IAM's no.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { judge } from './checks/article-state.mjs';
import { issuerCheck } from './checks/issuer.mjs';
import { variableChecks } from './checks/variables.mjs';
import { backendArgs } from './environment.mjs';
import { isAllowed } from './iam/evaluate.mjs';
import { maskMsisdn } from '../../lambda-src/domain/src/msisdn.ts';
import { iamRequests } from './iam/requests.mjs';
import { ledgerPlace } from './ledger-place.mjs';
import { masked } from './mask.mjs';
import { readSettings } from './settings.mjs';
import { infra } from './terraform.mjs';

const environments = path.join(infra, 'environments');
const ISSUER = 'https://tenant.eu.auth0.com/';
const JWKS = 'https://tenant.eu.auth0.com/.well-known/jwks.json';
const discovery = () => Promise.resolve({ issuer: ISSUER, jwks_uri: JWKS });
const settingsOf = (env) => readSettings('dev', env);
const faultsOf = (results) => results.filter(({ state }) => state === 'fault').map(({ name }) => name);
const table = (module, name) => ({
  resources: [{ mode: 'managed', type: 'aws_dynamodb_table', module, name }],
});
const allow = (extra) => [{ Sid: 'S', Effect: 'Allow', Action: ['a:Do'], Resource: ['arn:x'], ...extra }];
const request = { action: 'a:Do', resource: 'arn:x' };
const withContext = (key, ...values) => ({ ...request, context: { [key]: values } });
const inTransaction = () =>
  allow({
    Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } },
  });
const underKeys = (...patterns) =>
  allow({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } } });
/** What IAM is asked for a DynamoDB call. */
const askedFor = (action, body) =>
  iamRequests(
    { service: 'dynamodb', action, text: JSON.stringify(body) },
    { region: 'ca-central-1', accountId: '123456789012' },
  );
const ledgerKey = (pk) => ({ pk: { S: pk }, sk: { S: 'x' } });
const TABLE_ARN = 'arn:aws:dynamodb:ca-central-1:123456789012:table/t';

/** `[title, work]`; work returns `[actual, expected]` pairs. */
export const operatorRules = [
  [
    'a TF_VAR_… wins over .envrc’s name, and empty counts as unset',
    () => [
      [settingsOf({ TF_VAR_audience: 'a', FINTECH_SOLUTION_AUDIENCE: 'b' }).variable('audience'), 'a'],
      [settingsOf({ TF_VAR_audience: ' ', FINTECH_SOLUTION_AUDIENCE: 'b' }).variable('audience'), 'b'],
      [settingsOf({ FINTECH_SOLUTION_AUDIENCE: '' }).variable('audience'), undefined],
      [settingsOf({ TF_VAR_audience: '', FINTECH_SOLUTION_AUDIENCE: 'b' }).childEnv.TF_VAR_audience, 'b'],
    ],
  ],
  [
    'blanks and a carriage return at an end of a value reach neither AWS nor Terraform',
    () => {
      const { childEnv } = settingsOf({
        AWS_ACCOUNT_ID: '123456789012\r',
        AWS_SECRET_ACCESS_KEY: 'secret \r',
        AWS_DEFAULT_REGION: ' eu-west-3\r',
        FINTECH_SOLUTION_ISSUER_URI: `${ISSUER}\r`,
        TF_VAR_audience: 'a \r',
        TF_VAR_domain: '\r',
        AWS_PROFILE: ' \r',
        PATH: '/bin ',
      });
      return [
        [childEnv.TF_VAR_aws_account_id, '123456789012'],
        [childEnv.AWS_SECRET_ACCESS_KEY, 'secret'],
        [childEnv.TF_VAR_aws_region, 'eu-west-3'],
        [childEnv.TF_VAR_issuer_uri, ISSUER],
        [childEnv.TF_VAR_audience, 'a'],
        ['TF_VAR_domain' in childEnv, false],
        // The AWS command line looks for a profile without a name.
        ['AWS_PROFILE' in childEnv, false],
        [childEnv.PATH, '/bin '],
      ];
    },
  ],
  [
    'what an operator’s command asks by itself, it asks with the same environment',
    () => {
      const before = { ...process.env };
      Object.assign(process.env, { AWS_SECRET_ACCESS_KEY: 'secret \r', AWS_PROFILE: '' });
      try {
        ledgerPlace(readSettings('dev'), { 'accounts-table': 'a', 'ledger-table': 'l' });
        return [
          [process.env.AWS_SECRET_ACCESS_KEY, 'secret'],
          ['AWS_PROFILE' in process.env, false],
          [process.env.PATH, before.PATH],
        ];
      } finally {
        for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
        Object.assign(process.env, before);
      }
    },
  ],
  [
    'a setting may have a comment of either kind behind it',
    () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'tfvars-'));
      try {
        writeFileSync(
          path.join(folder, 'terraform.tfvars'),
          'domain = "a.example" // ours {\r\nproject = "pay" # {\nsettings = {\n  x = 1\n}\naudience = "https://a"\n',
        );
        const { variable, assigned } = readSettings(path.relative(environments, folder), {});
        return [
          [variable('domain'), 'a.example'],
          [variable('project'), 'pay'],
          [variable('audience'), 'https://a'],
          [assigned.tfvars, ['domain', 'project', 'settings', 'audience']],
        ];
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  ],
  [
    'the backend takes the bucket’s region and leaves the encryption to the bucket',
    () => {
      const args = backendArgs({ stateBucket: 'b', stateKey: 'k' }, 'eu-west-3').join(' ');
      return [
        [args.includes('region=eu-west-3'), true],
        [args.includes('encrypt'), false],
      ];
    },
  ],
  [
    'the region is ca-central-1 unless it is set, the bucket is named after the account',
    () => [
      [settingsOf({}).region, 'ca-central-1'],
      [settingsOf({ AWS_DEFAULT_REGION: 'eu-west-3' }).childEnv.AWS_REGION, 'eu-west-3'],
      [
        settingsOf({ AWS_ACCOUNT_ID: '123456789012' }).stateBucket,
        'fintech-solution-123456789012-terraform-state',
      ],
      [settingsOf({ AWS_ACCOUNT_ID: '123456789012' }).stateBucketOwner, '123456789012'],
      [
        settingsOf({ AWS_ACCOUNT_ID: '123456789012', FINTECH_SOLUTION_STATE_BUCKET: 'ours' })
          .stateBucketOwner,
        undefined,
      ],
    ],
  ],
  [
    'the doctor names every bad setting at once',
    () => [
      [
        faultsOf(variableChecks(settingsOf({}))),
        [
          'AWS_ACCOUNT_ID',
          'FINTECH_SOLUTION_ISSUER_URI',
          'FINTECH_SOLUTION_JWKS_URI',
          'FINTECH_SOLUTION_AUDIENCE',
        ],
      ],
    ],
  ],
  [
    'the doctor never shows a secret',
    () => {
      const shown = variableChecks(
        settingsOf({
          TF_VAR_enable_sms_notifications: 'ON',
          FINTECH_SOLUTION_SMS_CLIENT_ID: 'client-1234',
          FINTECH_SOLUTION_SMS_CLIENT_SECRET: 'secret-1234',
        }),
      );
      return [
        [/-1234/.test(JSON.stringify(shown)), false],
        [faultsOf(shown).some((name) => name.includes('SMS')), false],
      ];
    },
  ],
  [
    'the doctor wants the SMS secret where SMS is ON',
    () => [
      [
        faultsOf(variableChecks(settingsOf({ TF_VAR_enable_sms_notifications: 'ON' }))).filter((name) =>
          name.includes('SMS'),
        ).length,
        2,
      ],
    ],
  ],
  [
    'the doctor sees that the issuer lacks its slash',
    async () => [
      [
        faultsOf(
          await issuerCheck(settingsOf({ TF_VAR_issuer_uri: ISSUER.slice(0, -1), TF_VAR_jwks_uri: JWKS }), {
            get: discovery,
          }),
        ),
        ['issuer'],
      ],
      [
        faultsOf(
          await issuerCheck(settingsOf({ TF_VAR_issuer_uri: ISSUER, TF_VAR_jwks_uri: JWKS }), {
            get: discovery,
          }),
        ),
        [],
      ],
      [
        faultsOf(
          await issuerCheck(settingsOf({ TF_VAR_issuer_uri: ISSUER, TF_VAR_jwks_uri: `${JWKS}x` }), {
            get: discovery,
          }),
        ),
        ['signing keys'],
      ],
    ],
  ],
  [
    'a state whose table is not ours is recognised',
    () => [
      [judge('x', table('module.common', 'account')).state, 'ok'],
      [judge('x', table('module.common', 'accounts')).state, 'fault'],
      [judge('x', table(undefined, 'account')).state, 'fault'],
    ],
  ],
  [
    'numbers are masked in what is shown',
    () => [
      [masked('{"msisdn":"224622000001"}'), '{"msisdn":"224*******01"}'],
      [masked('at 123456, to 33123456 and 0012'), 'at 123456, to 33*******56 and 0012'],
      [masked('+13105550123 033105550123'), '+1*******23 *******23'],
    ],
  ],
  [
    'the country code that is shown is the one that the functions show',
    () =>
      Array.from({ length: 1_000 }, (_, index) => `${String(index).padStart(3, '0')}55501`).map((number) => [
        masked(number),
        maskMsisdn(number),
      ]),
  ],
  [
    'the evaluator allows what is named, denies the rest, and throws on what it does not understand',
    () => [
      [isAllowed(allow(), request), true],
      [isAllowed(allow(), { ...request, resource: 'arn:y' }), false],
      [isAllowed(allow(), { ...request, action: 'a:Undo' }), false],
      [isAllowed([...allow(), { ...allow()[0], Effect: 'Deny' }], request), false],
      [
        isAllowed(allow({ Condition: { StringEquals: { 'ses:FromAddress': 'x' } } }), {
          ...request,
          context: { 'ses:FromAddress': 'y' },
        }),
        false,
      ],
      [throws(() => isAllowed(allow({ Action: ['a:*'] }), request)), true],
      [throws(() => isAllowed(allow({ Resource: ['arn:*x'] }), request)), true],
      [throws(() => isAllowed(allow({ Condition: { StringLike: {} } }), request)), true],
      [isAllowed(inTransaction(), withContext('dynamodb:EnclosingOperation', 'TransactWriteItems')), true],
      [isAllowed(inTransaction(), request), false],
      [isAllowed(underKeys('TX#*', 'LIM#A'), withContext('dynamodb:LeadingKeys', 'TX#1', 'LIM#A')), true],
      [isAllowed(underKeys('TX#*', 'LIM#A'), withContext('dynamodb:LeadingKeys', 'TX#1', 'ACC#1')), false],
      [throws(() => isAllowed(underKeys('T*#1'), withContext('dynamodb:LeadingKeys', 'TX#1'))), true],
      [
        throws(() => isAllowed(allow({ Condition: { StringEquals: { 'aws:SourceIp': 'x' } } }), request)),
        true,
      ],
      [throws(() => isAllowed(allow({ NotAction: ['a:Do'] }), request)), true],
    ],
  ],
  [
    'IAM is asked about each action of a transaction, with its table and its keys',
    () => {
      const update = (pk) => ({ Update: { TableName: 't', Key: ledgerKey(pk) } });
      const enclosing = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] };
      const asked = (action, keys) => ({
        action: `dynamodb:${action}`,
        resource: TABLE_ARN,
        context: { 'dynamodb:LeadingKeys': keys, ...enclosing },
      });
      const items = [
        update('TX#1'),
        { Put: { TableName: 't', Item: ledgerKey('ACC#1') } },
        { ConditionCheck: { TableName: 't', Key: { msisdn: { S: '1' } } } },
        update('LIM#1'),
      ];
      return [
        [
          askedFor('TransactWriteItems', { TransactItems: items }),
          [
            asked('UpdateItem', ['TX#1', 'LIM#1']),
            asked('PutItem', ['ACC#1']),
            asked('ConditionCheckItem', ['1']),
          ],
        ],
        [throws(() => askedFor('TransactWriteItems', { TransactItems: [{ Delete: {} }] })), true],
        [throws(() => askedFor('DeleteItem', { TableName: 't', Key: ledgerKey('TX#1') })), true],
      ];
    },
  ],
  [
    'IAM is asked about the table or the index that is read, with the keys that are read',
    () => {
      const query = { TableName: 't', KeyConditionExpression: '#s = :s AND #c < :c' };
      const values = { ExpressionAttributeValues: { ':s': { S: 'P#1' } } };
      const asked = (action, resource, keys) => [
        { action: `dynamodb:${action}`, resource, context: { 'dynamodb:LeadingKeys': keys } },
      ];
      return [
        [
          askedFor('Query', { ...query, ...values, IndexName: 'pending' }),
          asked('Query', `${TABLE_ARN}/index/pending`, ['P#1']),
        ],
        [askedFor('Query', { ...query, ...values }), asked('Query', TABLE_ARN, ['P#1'])],
        [
          askedFor('BatchGetItem', { RequestItems: { t: { Keys: [ledgerKey('TX#1'), ledgerKey('TX#2')] } } }),
          asked('BatchGetItem', TABLE_ARN, ['TX#1', 'TX#2']),
        ],
        [
          throws(() => askedFor('Query', { TableName: 't', KeyConditionExpression: 'begins_with(#s, :s)' })),
          true,
        ],
      ];
    },
  ],
];

function throws(work) {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
