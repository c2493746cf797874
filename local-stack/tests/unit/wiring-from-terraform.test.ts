import { createHash } from 'node:crypto';
import { type Manifest } from '../../../deployment/manifest.ts';
import { type TerraformResource, wiringFromTerraform } from '../../src/setup/wiring-from-terraform.ts';
import { renderedApi } from './gateway/rendered-api.ts';
import { ACCOUNT_PATH, TOKEN, useGateway } from './gateway/running-gateway.ts';

const PREFIX = 'fintech-solution-dev';
const API_ARN = 'arn:aws:execute-api:ca-central-1:123456789012:api0000001';
const BODY = renderedApi().replaceAll(':function:', `:function:${PREFIX}-`);
const ROUTE = 'aws_lambda_permission.route["GET /get-account-info/msisdn/{msisdn}"]';
const AUTHORIZER = 'aws_lambda_permission.authorizer';

const MANIFEST: Manifest = {
  layers: [],
  functions: {
    authorizer: entry({ kind: 'authorizer' }),
    'get-account-info': entry({ kind: 'routes' }),
  },
  tables: {},
  queues: {},
  schedules: {},
};

function entry(trigger: { kind: 'authorizer' } | { kind: 'routes' }) {
  return { trigger, timeoutSeconds: 10, memoryMb: 512, environment: {}, calls: {} };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What Terraform deployed: an API in front of two functions, both of which it may call. */
function deployed(): TerraformResource[] {
  const resource = (address: string, values: Record<string, unknown>): TerraformResource => ({
    address,
    type: address.split('.')[0]!,
    values,
  });
  const permission = (address: string, name: string, source: string) =>
    resource(address, {
      function_name: `${PREFIX}-${name}`,
      principal: 'apigateway.amazonaws.com',
      source_arn: `${API_ARN}/${source}`,
    });
  return [
    ...Object.keys(MANIFEST.functions).map((name) =>
      resource(`aws_lambda_function.${name}`, {
        function_name: `${PREFIX}-${name}`,
        arn: `arn:aws:lambda:ca-central-1:123456789012:function:${PREFIX}-${name}`,
        handler: 'app.lambdaHandler',
        timeout: 10,
        memory_size: 512,
      }),
    ),
    resource('aws_api_gateway_rest_api.this', { body: BODY, execution_arn: API_ARN }),
    resource('aws_api_gateway_deployment.this', { triggers: { body: sha256(BODY) } }),
    resource('aws_api_gateway_stage.this', { stage_name: 'dev' }),
    resource('aws_api_gateway_method_settings.all', {
      settings: [{ throttling_rate_limit: -1, throttling_burst_limit: 0 }],
    }),
    permission(AUTHORIZER, 'authorizer', 'authorizers/*'),
    permission(ROUTE, 'get-account-info', 'dev/GET/get-account-info/msisdn/*'),
  ];
}

/** Those resources with other values at one address. */
const withValues = (
  address: string,
  values: Record<string, unknown>,
  resources = deployed(),
): TerraformResource[] =>
  resources.map((one) => (one.address === address ? { ...one, values: { ...one.values, ...values } } : one));

const wiringOf = (resources: readonly TerraformResource[]) =>
  wiringFromTerraform(resources, { manifest: MANIFEST, zipPathOf: (name) => name });

describe('a gateway that serves what was deployed', () => {
  const startGateway = useGateway();
  const ask = async (resources: readonly TerraformResource[]) => {
    const gateway = await startGateway({ options: { wiring: wiringOf(resources) } });
    const answer = await gateway.send(ACCOUNT_PATH, { headers: ['Authorization', TOKEN] });
    return { answer, ...gateway };
  };

  it('calls the functions that its API may invoke', async () => {
    const { answer, calls } = await ask(deployed());
    expect(answer.status).toBe(200);
    expect(calls.map(({ name }) => name)).toEqual(['authorizer', 'get-account-info']);
  });

  it.each([
    [AUTHORIZER, 'authorizer'],
    [ROUTE, 'get-account-info'],
  ])(
    'without %s answers 500, and the log names the function that may not be invoked',
    async (address, name) => {
      const { answer, logs, callsOf } = await ask(deployed().filter((one) => one.address !== address));
      expect([answer.status, answer.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
      expect(answer.text).not.toContain(PREFIX);
      expect(logs.map(({ message }) => message)).toEqual([
        expect.stringMatching(`no permission to invoke .*:function:${PREFIX}-${name}/invocations`),
      ]);
      expect(callsOf(name)).toEqual([]);
    },
  );

  it.each([
    ['for another method of the path', { source_arn: `${API_ARN}/dev/POST/get-account-info/msisdn/*` }],
    ['for another path', { source_arn: `${API_ARN}/dev/GET/get-account-info/number/*` }],
    ['for another stage', { source_arn: `${API_ARN}/staging/GET/get-account-info/msisdn/*` }],
    ['for another caller than API Gateway', { principal: 's3.amazonaws.com' }],
    ['to call another function', { function_name: `${PREFIX}-authorizer` }],
  ])('answers 500 where the only permission is one %s', async (_case, values) => {
    const { answer, callsOf } = await ask(withValues(ROUTE, values));
    expect(answer.status).toBe(500);
    expect(callsOf('get-account-info')).toEqual([]);
  });

  it('answers 500 for a copy of the API: the permissions are its original’s', async () => {
    const { answer, logs, calls } = await ask(
      withValues('aws_api_gateway_rest_api.this', { execution_arn: API_ARN.replace('0001', '0002') }),
    );
    expect(answer.status).toBe(500);
    expect(logs[0]?.message).toContain(`no permission to invoke`);
    expect(calls).toEqual([]);
  });

  it('does not start where a route changed and no deployment followed: AWS would serve the old ones', () => {
    const changed = BODY.replace('/get-account-info/msisdn/{msisdn}', '/account/{msisdn}');
    const stale = withValues('aws_api_gateway_rest_api.this', { body: changed });
    expect(() => wiringOf(stale)).toThrow('no deployment followed the last change of the API’s definition');
    const followed = { triggers: { body: sha256(changed) } };
    expect(wiringOf(withValues('aws_api_gateway_deployment.this', followed, stale)).api.openApi).toBe(
      changed,
    );
  });
});
