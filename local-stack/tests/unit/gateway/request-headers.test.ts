import { readRequestHeaders, sourceIpOf } from '../../../src/gateway/request.ts';
import { type IncomingMessage } from 'node:http';

const NOTES = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html';
const FORMAT =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';
const CONNECTION = { sourceIp: '127.0.0.1', port: 3000, protocol: 'http', trace: 'Root=1-a-b' } as const;

const setup = (...raw: string[]) => readRequestHeaders(raw, CONNECTION);

describe(`request headers in a proxy event, ${FORMAT}`, () => {
  it('keep the case that the client wrote', () => {
    expect(setup('tEsT-HEADeR', 'aValUE').single).toMatchObject({ 'tEsT-HEADeR': 'aValUE' });
  });

  it('show the last value of a repeated header, and all in the multi-value map', () => {
    const headers = setup('Accept', 'a', 'accept', 'b');
    expect(headers.single['Accept']).toBe('b');
    expect(headers.multi['Accept']).toEqual(['a', 'b']);
  });

  it('are found by a name in any case', () => {
    expect(setup('X-One', '1').valuesOf('x-oNE')).toEqual(['1']);
    expect(setup().valuesOf('x-one')).toEqual([]);
  });

  it('say where the request came from, whatever the client claimed', () => {
    const { single } = setup(
      'x-forwarded-for',
      '10.0.0.1',
      'X-Forwarded-Proto',
      'gopher',
      'X-Forwarded-Port',
      '1',
    );
    expect(single).toEqual({
      'X-Forwarded-For': '10.0.0.1, 127.0.0.1',
      'X-Forwarded-Port': '3000',
      'X-Forwarded-Proto': 'http',
      'X-Amzn-Trace-Id': 'Root=1-a-b',
    });
  });

  it('keep a name that every object has', () => {
    expect(JSON.stringify(setup('__proto__', 'x').single)).toContain('"__proto__":"x"');
  });

  it.each([
    'Connection',
    'Content-Length',
    'Content-MD5',
    'Expect',
    'Max-Forwards',
    'Proxy-Authenticate',
    'Server',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'WWW-Authenticate',
  ])(`never show %s to a function, ${NOTES}`, (name) => {
    const { single, multi } = setup(name, 'x');
    expect([single[name], multi[name]]).toEqual([undefined, undefined]);
  });
});

it('shows an IPv4 client as such on a socket that speaks IPv6', () => {
  const from = (remoteAddress: string | undefined) =>
    ({ socket: { remoteAddress } }) as unknown as IncomingMessage;
  expect([
    sourceIpOf(from('::ffff:127.0.0.1')),
    sourceIpOf(from('::1')),
    sourceIpOf(from(undefined)),
  ]).toEqual(['127.0.0.1', '::1', '']);
});
