import { type AwsCall } from '../../../src/aws-proxy/aws-call.ts';
import { awsError, serviceDown } from '../../../src/aws-proxy/aws-errors.ts';

describe('awsError', () => {
  it('names the error as JSON-protocol SDKs read it', () => {
    const answer = awsError({ protocol: 'json', service: 'dynamodb' }, 400, 'ValidationException', 'no');
    expect(answer.status).toBe(400);
    expect(answer.headers['x-amzn-errortype']).toBe('ValidationException');
    expect(JSON.parse(answer.body.toString())).toEqual({ __type: 'ValidationException', message: 'no' });
  });

  it.each([
    [400, 'Sender'],
    [503, 'Receiver'],
  ])('tells SQS clients of a %d in the old way too', (status, whose) => {
    expect(
      awsError({ protocol: 'json', service: 'sqs' }, status, 'X', '').headers['x-amzn-query-error'],
    ).toBe(`X;${whose}`);
  });

  it('escapes what it quotes into XML', () => {
    const answer = awsError({ protocol: 'query', service: 'ses' }, 400, 'InvalidAction', '<a href="&">');
    expect(answer.headers['content-type']).toBe('text/xml');
    expect(answer.body.toString()).toContain('<Message>&#60;a href=&#34;&#38;&#34;&#62;</Message>');
  });
});

describe('serviceDown', () => {
  it.each(['dynamodb', 'sqs', 'ssm', 'ses'])(
    'is a server error for %s, so that clients try again',
    (service) => {
      expect(
        serviceDown({ protocol: service === 'ses' ? 'query' : 'json', service } as AwsCall).status,
      ).toBeGreaterThanOrEqual(500);
    },
  );
});
