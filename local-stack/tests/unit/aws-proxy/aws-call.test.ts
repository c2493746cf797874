import { classify, parseJson, resourceOf, type RawRequest } from '../../../src/aws-proxy/aws-call.ts';

const request = (headers: Record<string, string>, body = ''): RawRequest => ({
  method: 'POST',
  path: '/',
  headers,
  body: Buffer.from(body),
});
const signed = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=ASIALOCALAUTHORIZER1/20260101/ca-central-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

describe('classify', () => {
  it.each([
    ['DynamoDB_20120810.PutItem', 'dynamodb', 'PutItem'],
    ['AmazonSQS.SendMessage', 'sqs', 'SendMessage'],
    ['AmazonSSM.GetParameter', 'ssm', 'GetParameter'],
    ['TrentService.Decrypt', 'kms', 'Decrypt'],
  ])('reads %s from the target header', (target, service, operation) => {
    expect(classify(request({ 'x-amz-target': target }))).toMatchObject({
      service,
      operation,
      protocol: 'json',
    });
  });

  it('takes the service of an unknown target from the credential scope', () => {
    const call = classify(
      request({ 'x-amz-target': 'Logs_20140328.PutLogEvents', authorization: signed('logs') }),
    );
    expect(call).toMatchObject({ service: 'logs', operation: 'PutLogEvents' });
  });

  it('reads the action of the Query protocol from the form', () => {
    const form = 'Action=SendEmail&Version=2010-12-01';
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect(classify(request({ ...headers, authorization: signed('ses') }, form))).toMatchObject({
      service: 'ses',
      operation: 'SendEmail',
      protocol: 'query',
    });
    expect(classify(request(headers, form)).service).toBe('ses');
  });

  it('falls back to method and path for a REST service', () => {
    const call = classify({
      ...request({ authorization: signed('lambda') }),
      method: 'GET',
      path: '/2015-03-31/functions?MaxItems=1',
    });
    expect(call).toMatchObject({
      service: 'lambda',
      operation: 'GET /2015-03-31/functions',
      protocol: 'rest',
    });
  });

  it('tells who signed the call', () => {
    expect(classify(request({ authorization: signed('sqs') })).accessKeyId).toBe('ASIALOCALAUTHORIZER1');
    expect(classify(request({})).accessKeyId).toBeUndefined();
  });

  it('calls a request that tells nothing unknown', () => {
    expect(classify(request({}))).toMatchObject({ service: 'unknown', protocol: 'rest' });
  });
});

describe('resourceOf', () => {
  const named = (target: string, input: object) =>
    resourceOf(classify(request({ 'x-amz-target': target }, JSON.stringify(input))));

  it('names the table, the queue or the parameter', () => {
    expect(
      named('DynamoDB_20120810.GetItem', { TableName: 'accounts', Key: { msisdn: { S: '224622000001' } } }),
    ).toBe('accounts');
    expect(named('AmazonSQS.SendMessage', { QueueUrl: 'http://127.0.0.1:4566/000000000000/requests' })).toBe(
      'requests',
    );
    expect(named('AmazonSSM.GetParameter', { Name: '/sms' })).toBe('/sms');
  });

  it('names nothing where the call is about nothing', () => {
    expect(named('AmazonSQS.ListQueues', {})).toBeUndefined();
  });
});

describe('parseJson', () => {
  it.each([['no json'], ['null'], ['7'], ['']])('takes %j for an empty object', (text) => {
    expect(parseJson(Buffer.from(text))).toEqual({});
  });
});
