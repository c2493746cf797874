import { HEAD_LIMIT_BYTES, headTooLarge } from '../../../src/gateway/request.ts';

const QUOTAS =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html';

describe(`request line and header values together, ${QUOTAS}`, () => {
  const requestLine = 'GET /dev HTTP/1.1'.length;
  const setup = (valueBytes: number, name = 'X') =>
    headTooLarge('GET', '/dev', [name, 'x'.repeat(valueBytes)]);

  it('may be 10,240 bytes and no more', () => {
    expect(setup(HEAD_LIMIT_BYTES - requestLine)).toBe(false);
    expect(setup(HEAD_LIMIT_BYTES - requestLine + 1)).toBe(true);
  });

  it('do not count header names', () => {
    expect(setup(HEAD_LIMIT_BYTES - requestLine, 'X'.repeat(5000))).toBe(false);
  });

  it('count the values of all headers', () => {
    const half = 'x'.repeat(HEAD_LIMIT_BYTES / 2);
    expect(headTooLarge('GET', '/dev', ['A', half, 'B', half])).toBe(true);
  });
});
