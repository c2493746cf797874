import { accountOf, methodArn } from '../../../src/gateway/authorization.ts';
import { invocationUri } from './rendered-api.ts';

const FORMATS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html';

describe(`execute-api ARNs, ${FORMATS}`, () => {
  it('name region, account, API, stage, method and the path that was called', () => {
    const api = { region: 'r', accountId: '1', apiId: 'a', stage: 's' };
    expect(methodArn(api, 'GET', '/x/%2B1')).toBe('arn:aws:execute-api:r:1:a/s/GET/x/%2B1');
  });

  it('take the account from the function’s ARN, and a made-up one where that has none', () => {
    expect([accountOf(invocationUri('f')), accountOf('lambda')]).toEqual(['123456789012', '000000000000']);
  });
});
