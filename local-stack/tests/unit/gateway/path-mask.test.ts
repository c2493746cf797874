import { maskPath } from '../../../src/gateway/request-summary.ts';
import { type RouteMatch } from '../../../src/gateway/routes.ts';

const matchOf = (msisdn: string): RouteMatch => ({
  route: {
    resource: '/accounts/{msisdn}',
    method: 'GET',
    integration: { kind: 'function', uri: '', timeoutMs: 1 },
    required: [],
  },
  pathParameters: { msisdn },
});

describe('a path on the terminal', () => {
  it.each([
    ['224622000001', '224*******01'],
    ['%2B224622000001', '224*******01'],
    ['622%2000%2000%2001', '*******01'],
    ['%36%32%32000001', '*******01'],
    ['%2536%2532%2532000001', '*******01'],
    ['224-622_000001', '{msisdn}'],
    ['me', '{msisdn}'],
    ['٢٢٤٦٢٢٠٠٠٠٠١', '{msisdn}'],
  ])('of a known route shows %s as %s', (value, shown) => {
    expect(maskPath('/ignored', matchOf(value))).toBe(`/accounts/${shown}`);
  });

  it.each([
    ['/x/224622000001', '/x/224*******01'],
    ['/x/622-00-00-01/y', '/x/*******01/y'],
    ['/x/%2536%2532%2532000001', '/x/*******01'],
    ['/x/12345', '/x/12345'],
    ['/x/eyJhbGciOiJSUzI1NiJ9.e30.c2ln', '/x/***'],
    ['/x/%1b[31m', '/x/?[31m'],
    ['/x/%', '/x/%'],
  ])('of an unknown route shows %s as %s', (path, shown) => {
    expect(maskPath(path, undefined)).toBe(shown);
  });

  it('is cut short where it is long', () => {
    expect(maskPath(`/${'x'.repeat(5000)}`, undefined)).toHaveLength(121);
  });
});
