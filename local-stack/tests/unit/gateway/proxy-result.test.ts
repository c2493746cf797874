import { readProxyResult } from '../../../src/gateway/integration.ts';

const FORMAT =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';
const MALFORMED = 'https://repost.aws/knowledge-center/malformed-502-api-gateway';

const setup = (result: unknown) => readProxyResult(JSON.stringify(result));

describe(`a function's answer, ${FORMAT}`, () => {
  it('is a status, headers and a text', () => {
    expect(
      setup({ statusCode: 200, headers: { A: 'x', B: true }, body: '{}', isBase64Encoded: false }),
    ).toEqual({
      status: 200,
      headers: [
        ['A', 'x'],
        ['B', 'true'],
      ],
      body: '{}',
      isBase64Encoded: false,
    });
  });

  it('needs only a status, which may be written as a text; null stands for absent', () => {
    const empty = { status: 204, headers: [], body: '', isBase64Encoded: false };
    expect(setup({ statusCode: '204' })).toEqual(empty);
    expect(setup({ statusCode: 204, headers: null, multiValueHeaders: null, body: null })).toEqual(empty);
  });

  it('has both header maps merged, and the same name and value only once', () => {
    const result = setup({
      statusCode: 200,
      headers: { A: '1', b: '3' },
      multiValueHeaders: { a: ['1', '2'] },
    });
    expect(result).toMatchObject({
      headers: [
        ['b', '3'],
        ['a', '1'],
        ['a', '2'],
      ],
    });
  });
});

describe(`a malformed answer, ${MALFORMED}`, () => {
  it.each<[string, unknown]>([
    ['no object', 'text'],
    ['a list', []],
    ['null', null],
    ['without a status', { body: '' }],
    ['with a status that is no number', { statusCode: 'ok' }],
    ['with half a status', { statusCode: 200.5 }],
    ['with a status that is not final', { statusCode: 100 }],
    ['with a status out of range', { statusCode: 600 }],
    ['with an unknown field', { statusCode: 200, cookies: [] }],
    ['with a body that is an object', { statusCode: 200, body: {} }],
    ['with a body that is a number', { statusCode: 200, body: 1 }],
    ['with a header that is a number', { statusCode: 200, headers: { A: 1 } }],
    ['with a header that is null', { statusCode: 200, headers: { A: null } }],
    ['with headers in a list', { statusCode: 200, headers: ['A'] }],
    ['with a multi-value header that is no list', { statusCode: 200, multiValueHeaders: { A: 'x' } }],
    ['with a number in a multi-value header', { statusCode: 200, multiValueHeaders: { A: [1] } }],
    ['with a line break in a header', { statusCode: 200, headers: { A: 'x\r\nB: y' } }],
    ['with a header name that is none', { statusCode: 200, headers: { 'A B': 'x' } }],
    ['with isBase64Encoded as a text', { statusCode: 200, isBase64Encoded: 'true' }],
  ])('is one that is %s', (_case, result) => {
    expect(setup(result)).toEqual({ malformed: expect.any(String) });
  });

  it.each(['', 'undefined', '{'])('is one that is not JSON: %j', (payload) => {
    expect(readProxyResult(payload)).toEqual({ malformed: 'not a JSON object' });
  });
});
