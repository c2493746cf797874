import { eventBody } from '../../../src/gateway/body.ts';
import { isBinary } from '../../../src/gateway/body.ts';

const BINARY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html';

describe(`binary media types, ${BINARY}`, () => {
  it.each([
    ['image/png', ['image/png'], true],
    ['IMAGE/PNG; q=1', ['image/png'], true],
    ['image/png', ['image/*'], true],
    ['image/png', ['*/*'], true],
    [undefined, ['*/*'], true],
    ['text/html, image/png', ['image/png'], false],
    ['image/png', [], false],
    ['imagery/png', ['image/*'], false],
    [undefined, ['image/png'], false],
  ])('take %s with %j for binary: %s', (header, declared, expected) => {
    expect(isBinary(header, declared)).toBe(expected);
  });
});

describe('a request body in a proxy event, https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html', () => {
  const bytes = Buffer.from('é');

  it('is text, base64 only for a binary media type, and null where there is none', () => {
    expect(eventBody(bytes, 'text/plain', ['image/png'])).toEqual({ body: 'é', isBase64Encoded: false });
    expect(eventBody(bytes, 'image/png', ['image/png'])).toEqual({ body: 'w6k=', isBase64Encoded: true });
    expect(eventBody(Buffer.alloc(0), 'image/png', ['image/png'])).toEqual({
      body: null,
      isBase64Encoded: false,
    });
  });
});
