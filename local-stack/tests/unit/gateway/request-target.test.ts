import { parseRequestTarget } from '../../../src/gateway/request.ts';

const NOTES = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html';

describe(`request targets, ${NOTES}`, () => {
  it.each([
    ['/dev/a/b?x=1', { stage: 'dev', path: '/a/b', query: 'x=1' }],
    ['/dev/a%2Fb/%2B', { stage: 'dev', path: '/a%2Fb/%2B', query: '' }],
    ['/dev', { stage: 'dev', path: '/', query: '' }],
    ['/dev/', { stage: 'dev', path: '/', query: '' }],
    ['/dev//a/', { stage: 'dev', path: '/a/', query: '' }],
    ['/dev/a//b', { stage: 'dev', path: '/a//b', query: '' }],
    ['/dev/../admin', { stage: 'dev', path: '/../admin', query: '' }],
    ['http://example.com/dev/a?b', { stage: 'dev', path: '/a', query: 'b' }],
    ['/dev/a?b?c=/d', { stage: 'dev', path: '/a', query: 'b?c=/d' }],
    ['/dev/a#part?x', { stage: 'dev', path: '/a', query: '' }],
  ])('takes %s apart and decodes nothing', (url, expected) => {
    expect(parseRequestTarget(url)).toEqual(expected);
  });

  it.each([
    ['a lone percent sign', '/dev/%'],
    ['half an escape', '/dev/%2'],
    ['an escape that is no number', '/dev/%zz'],
    ['a broken escape in the query', '/dev/a?b=%g1'],
    ['raw bytes beyond ASCII', '/dev/\u00e9'],
    ['a control character', '/dev/a\u0001'],
    ['a raw pipe in the query', '/dev/a?b=1|2'],
    ['raw curly braces in the query', '/dev/a?b={c}'],
    ['a target without a path', '*'],
  ])('refuses %s', (_case, url) => {
    expect(parseRequestTarget(url)).toBeUndefined();
  });
});
