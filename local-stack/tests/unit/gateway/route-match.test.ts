import { type Route } from '../../../src/gateway/definition.ts';
import { matchRoute } from '../../../src/gateway/routes.ts';

const route = (method: string, resource: string): Route => ({
  method,
  resource,
  integration: { kind: 'function', uri: 'uri', timeoutMs: 1 },
  required: [],
});
const ROUTES = [
  route('GET', '/'),
  route('GET', '/files/{path+}'),
  route('GET', '/items/{item-id}'),
  route('GET', '/items/new'),
  route('ANY', '/any/{x}'),
  route('POST', '/any/{x}'),
  route('GET', '/{proxy+}'),
];

const setup = (routes = ROUTES) => ({
  match: (method: string, path: string) => {
    const found = matchRoute(routes, method, path);
    return found && [found.route.method, found.route.resource, found.pathParameters];
  },
});

describe('resource matching, https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html', () => {
  it.each([
    ['a literal segment before a parameter', '/items/new', ['GET', '/items/new', null]],
    ['a parameter before a greedy one', '/items/7', ['GET', '/items/{item-id}', { 'item-id': '7' }]],
    ['a greedy parameter with its slashes', '/files/a/b%2Fc', ['GET', '/files/{path+}', { path: 'a/b%2Fc' }]],
    ['the most specific greedy parameter', '/other/place', ['GET', '/{proxy+}', { proxy: 'other/place' }]],
    ['the root', '/', ['GET', '/', null]],
    ['a path with a trailing slash', '/items/7/', ['GET', '/items/{item-id}', { 'item-id': '7' }]],
    [
      'a parameter still percent-encoded',
      '/items/%2B%37',
      ['GET', '/items/{item-id}', { 'item-id': '%2B%37' }],
    ],
  ])('prefers or accepts %s', (_case, path, expected) => {
    expect(setup().match('GET', path)).toEqual(expected);
  });

  it('prefers a method’s own entry to ANY, and takes ANY for the rest', () => {
    const { match } = setup();
    expect(match('POST', '/any/1')?.[0]).toBe('POST');
    expect(match('DELETE', '/any/1')?.[0]).toBe('ANY');
  });

  it('does not fall back to a less specific resource where the best one lacks the method', () => {
    expect(setup([...ROUTES, route('DELETE', '/{proxy+}')]).match('DELETE', '/items/new')).toBeUndefined();
  });

  it.each([
    ['an empty segment', '/items//'],
    ['an empty segment in the middle', '/items//7'],
    ['a segment too many', '/items/7/8'],
    ['a segment too few', '/items'],
    ['another case', '/Items/7'],
  ])('matches nothing for %s', (_case, path) => {
    expect(setup([route('GET', '/items/{item-id}')]).match('GET', path)).toBeUndefined();
  });

  it('matches no parameter with nothing between two slashes', () => {
    const { match } = setup([route('GET', '/a/{x}/b')]);
    expect([match('GET', '/a//b'), match('GET', '/a/1/b')]).toEqual([
      undefined,
      ['GET', '/a/{x}/b', { x: '1' }],
    ]);
  });

  it('keeps a parameter that is called like a property of every object', () => {
    const found = matchRoute([route('GET', '/{__proto__}')], 'GET', '/x');
    expect(JSON.stringify(found?.pathParameters)).toBe('{"__proto__":"x"}');
  });
});
