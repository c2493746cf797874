import { parseQueryString } from '../../../src/gateway/request.ts';

const FORMAT =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';

describe(`query strings in a proxy event, ${FORMAT}`, () => {
  it('are null where there is none', () => {
    expect(parseQueryString('')).toEqual({ single: null, multi: null });
  });

  it('keep the last value in the single-value map and all in the other', () => {
    expect(parseQueryString('a=1&a=2&b=3')).toEqual({
      single: { a: '2', b: '3' },
      multi: { a: ['1', '2'], b: ['3'] },
    });
  });

  it('arrive decoded, a plus sign as a space', () => {
    expect(parseQueryString('na%6De=a+b%2Bc').single).toEqual({ name: 'a b+c' });
  });

  it('are split at semicolons too, as the important notes of REST APIs warn', () => {
    expect(parseQueryString('a=1;b=2').single).toEqual({ a: '1', b: '2' });
  });

  it('keep a name that every object has', () => {
    expect(JSON.stringify(parseQueryString('__proto__=x').single)).toBe('{"__proto__":"x"}');
  });
});
