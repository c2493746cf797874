import path from 'node:path';
import { parse } from 'yaml';
import { createLocalConfiguration } from '../../src/local-configuration.ts';
import { FUNCTION_NAMES } from '../../src/wiring.ts';

const setup = (speed = 1) =>
  createLocalConfiguration({
    root: path.resolve(__dirname, '../../..'),
    origin: 'http://127.0.0.1:3000',
    awsEndpointUrl: 'http://127.0.0.1:4566',
    speed,
  });

describe('createLocalConfiguration', () => {
  it('renders the API whole, and finds the function behind every invocation in it', () => {
    const { openApi, functionOf } = setup().api;
    const document = parse(openApi);
    const route = document.paths['/get-account-info/msisdn/{msisdn}'].get;
    const [authorizer] = Object.values(document.components.securitySchemes) as {
      'x-amazon-apigateway-authorizer': { authorizerUri: string };
    }[];
    expect(functionOf(route['x-amazon-apigateway-integration'].uri)).toBe('get-account-info');
    expect(functionOf(authorizer!['x-amazon-apigateway-authorizer'].authorizerUri)).toBe('authorizer');
    expect(functionOf('arn:aws:apigateway:ca-central-1:lambda:path/other')).toBeUndefined();
    expect(document.servers[0].url).toBe('http://127.0.0.1:3000/dev');
  });

  it('keeps function time-out < lease < visibility, so that no two deliveries work at once', () => {
    const { functions, queues, mapping } = setup();
    const { timeoutSeconds, environment } = functions['init-user-account'];
    expect(Number(environment['WELCOME_LEASE_SECONDS'])).toBeGreaterThan(timeoutSeconds);
    expect(queues.accountRequests.visibilityTimeoutSeconds).toBeGreaterThan(
      Number(environment['WELCOME_LEASE_SECONDS']),
    );
    expect(queues.accountRequests.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(
      6 * timeoutSeconds + mapping.batchingWindowSeconds,
    );
  });

  it('keeps dead letters longer than requests, and gives requests ten receives', () => {
    const { accountRequests, deadLetters } = setup().queues;
    expect(accountRequests.maxReceiveCount).toBe(10);
    expect(deadLetters.messageRetentionSeconds).toBeGreaterThan(accountRequests.messageRetentionSeconds);
  });

  it('divides the lease by the speed, and never to nothing', () => {
    expect(setup(20).functions['init-user-account'].environment['WELCOME_LEASE_SECONDS']).toBe('3');
    expect(setup(1_000).functions['init-user-account'].environment['WELCOME_LEASE_SECONDS']).toBe('1');
  });

  it('answers sooner than the gateway gives up', () => {
    const { api, functions } = setup();
    const { timeoutInMillis } = parse(api.openApi).paths['/get-account-info/msisdn/{msisdn}'].get[
      'x-amazon-apigateway-integration'
    ];
    expect(functions['get-account-info'].timeoutSeconds * 1000).toBeLessThan(timeoutInMillis);
  });

  it('points every address of the functions at the local stack', () => {
    const { functions } = setup();
    const urls = FUNCTION_NAMES.flatMap((name) => Object.values(functions[name].environment)).filter(
      (value) => /^https?:/.test(value) && !value.includes('/msisdn') && !value.includes('.local'),
    );
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => new URL(url).hostname !== '127.0.0.1')).toEqual([]);
  });
});
