import { proxyAnswer } from '../../../src/gateway/integration.ts';
import { type ProxyResult } from '../../../src/gateway/integration.ts';

const NOTES = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html';
const BINARY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html';

function setup(changes: Partial<ProxyResult>, accept?: string, binaryMediaTypes: string[] = []) {
  return proxyAnswer(
    { status: 200, headers: [], body: '', isBase64Encoded: false, ...changes },
    accept,
    binaryMediaTypes,
  );
}

describe(`headers of a function's answer, ${NOTES}`, () => {
  it.each(['WWW-Authenticate', 'www-authenticate', 'Connection', 'Content-Length', 'Date', 'Server'])(
    'reach the client under another name where they are %s',
    (name) => {
      const headers = [
        ['Content-Type', 'text/plain'],
        [name, 'x'],
      ] as const;
      expect(setup({ headers }).headers).toEqual([
        ['Content-Type', 'text/plain'],
        [`x-amzn-Remapped-${name}`, 'x'],
      ]);
    },
  );

  it('do not reach the client where they are about the transfer', () => {
    expect(
      setup({
        headers: [
          ['Transfer-Encoding', 'chunked'],
          ['content-type', 'a/b'],
        ],
      }).headers,
    ).toEqual([['content-type', 'a/b']]);
  });

  it('say JSON where the function says nothing', () => {
    expect(setup({ headers: [['X', 'y']] }).headers).toEqual([
      ['Content-Type', 'application/json'],
      ['X', 'y'],
    ]);
  });
});

describe(`a base64 body, ${BINARY}`, () => {
  const result = { body: 'w6k=', isBase64Encoded: true };

  it('is decoded where the API takes the client’s Accept header for binary', () => {
    expect(setup(result, 'image/png', ['image/png']).body.toString()).toBe('é');
  });

  it('is sent as it is otherwise', () => {
    expect(setup(result, 'image/png').body.toString()).toBe('w6k=');
    expect(setup({ ...result, isBase64Encoded: false }, 'image/png', ['*/*']).body.toString()).toBe('w6k=');
  });
});
