import { allow, deny, wholeStage } from '../../src/policy.ts';

const STAGE = 'arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/dev';

const statement = (effect: string) => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${STAGE}/*` }],
});

describe('wholeStage', () => {
  it.each([
    [`${STAGE}/GET/get-account-info/msisdn/224622000001`, `${STAGE}/*`],
    [`${STAGE}/GET/`, `${STAGE}/*`],
    [`${STAGE}/GET`, `${STAGE}/*`],
    [`${STAGE}/DELETE/a/b/c/../../*?x=1:2`, `${STAGE}/*`],
    [STAGE.replace('dev', 'ESTestInvoke-stage') + '/GET/', STAGE.replace('dev', 'ESTestInvoke-stage/*')],
    [STAGE.replace('dev', 'test-invoke-stage') + '/GET/', STAGE.replace('dev', 'test-invoke-stage/*')],
    [STAGE.replace('aws', 'aws-cn') + '/GET/x', STAGE.replace('aws', 'aws-cn') + '/*'],
    [STAGE.replace('aws', 'aws-us-gov') + '/GET/x', STAGE.replace('aws', 'aws-us-gov') + '/*'],
  ])('of %s is %s', (methodArn, resource) => {
    expect(wholeStage(methodArn)).toBe(resource);
  });

  it.each([
    undefined,
    null,
    '',
    7,
    {},
    [`${STAGE}/GET/`],
    '*',
    STAGE,
    `${STAGE}/`,
    `${STAGE}/get/x`,
    `x${STAGE}/GET/`,
    `arn:aws:lambda:eu-west-3:123456789012:function:x/dev/GET/`,
    `arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/*/GET/x`,
    `arn:aws:execute-api:eu-west-3:123456789012:*/dev/GET/x`,
    `arn:aws:execute-api:*:123456789012:a1b2c3d4e5/dev/GET/x`,
    `arn:aws:execute-api:eu-west-3:*:a1b2c3d4e5/dev/GET/x`,
    `arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/d?v/GET/x`,
    `arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/dev/*/x`,
  ])('of %j cannot be told', (methodArn) => {
    expect(() => wholeStage(methodArn)).toThrow('methodArn is not the ARN of an API method');
  });
});

describe('allow', () => {
  it('says who the bearer is, in strings', () => {
    const claims = {
      sub: 'auth0|1',
      exp: 1_748_739_600.5,
      clientId: 'client',
      scope: 'a b',
      msisdn: '224622000001',
    };

    expect(allow(claims, `${STAGE}/*`)).toEqual({
      principalId: 'auth0|1',
      policyDocument: statement('Allow'),
      context: {
        sub: 'auth0|1',
        exp: '1748739600.5',
        clientId: 'client',
        scope: 'a b',
        msisdn: '224622000001',
      },
    });
  });

  it('leaves out what was not claimed', () => {
    expect(allow({ sub: 's', exp: 1_748_739_600, scope: '' }, `${STAGE}/*`).context).toStrictEqual({
      sub: 's',
      exp: '1748739600',
      scope: '',
    });
  });
});

describe('deny', () => {
  it('covers the whole stage and names no caller', () => {
    expect(deny(`${STAGE}/*`)).toEqual({ principalId: 'unauthorized', policyDocument: statement('Deny') });
  });
});
