import { openRequestContext } from '../../../src/gateway/request.ts';

const VARIABLES =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html';
const UUID = '11111111-2222-4333-8444-555555555555';

function setup(...rawHeaders: string[]) {
  let ids = 0;
  return openRequestContext(rawHeaders, 1_700_000_000_000, () => `id-${(ids += 1)}`);
}

describe(`an exchange's identifiers, ${VARIABLES}`, () => {
  it('are the gateway’s own: a request id, an extended request id and a trace', () => {
    expect(setup()).toEqual({
      requestId: 'id-2',
      extendedRequestId: expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
      trace: expect.stringMatching(/^Root=1-6553f100-[0-9a-f]{24}$/),
      receivedAtMs: 1_700_000_000_000,
    });
  });

  it('let the caller override the request id but never the extended one', () => {
    const exchange = setup('X-Amzn-RequestId', UUID);
    expect(exchange.requestId).toBe(UUID);
    expect(exchange.extendedRequestId).toBe(setup().extendedRequestId);
  });

  it.each(['224622000001', 'eyJhbGciOi', `${UUID}x`, ''])('do not take %j from the caller', (wanted) => {
    expect(setup('x-amzn-requestid', wanted).requestId).toBe('id-2');
  });

  it('keep the root of a caller’s trace and nothing else of it', () => {
    const root = '1-5759e988-bd862e3fe1be46a994272793';
    expect(setup('X-Amzn-Trace-Id', `Self=x;Root=${root};Evil=224622000001`).trace).toBe(`Root=${root}`);
    expect(setup('X-Amzn-Trace-Id', 'Root=224622000001').trace).toBe(setup().trace);
  });

  it('are different at every request', () => {
    let ids = 0;
    const next = () => `id-${(ids += 1)}`;
    expect(openRequestContext([], 0, next).extendedRequestId).not.toBe(
      openRequestContext([], 0, next).extendedRequestId,
    );
  });
});
