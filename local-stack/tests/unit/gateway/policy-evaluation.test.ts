import { evaluatePolicy, matchesWildcards, type PolicyStatement } from '../../../src/gateway/policy.ts';

const LOGIC = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html';
const ARN = 'arn:aws:execute-api:ca-central-1:123456789012:api/dev/GET/accounts/1';

const allow = (resource: string, action = 'execute-api:Invoke'): PolicyStatement => ({
  effect: 'Allow',
  actions: [action],
  resources: [resource],
});
const deny = (resource: string): PolicyStatement => ({ ...allow(resource), effect: 'Deny' });

describe(`an authorizer's policy, ${LOGIC}`, () => {
  it.each<[string, PolicyStatement[], 'allow' | 'deny']>([
    ['allows what a statement allows', [allow(ARN)], 'allow'],
    [
      'allows the whole stage with a wildcard',
      [allow('arn:aws:execute-api:ca-central-1:123456789012:api/dev/*')],
      'allow',
    ],
    ['denies by default', [allow(`${ARN}0`)], 'deny'],
    ['denies without any statement', [], 'deny'],
    ['denies another method', [allow(ARN.replace('GET', 'POST'))], 'deny'],
    ['denies another stage', [allow(ARN.replace('/dev/', '/prod/'))], 'deny'],
    ['lets an explicit Deny win, wherever it stands', [deny('*'), allow('*')], 'deny'],
    ['ignores a Deny for something else', [allow(ARN), deny(ARN.replace('GET', 'POST'))], 'allow'],
    ['ignores statements about other actions', [allow('*', 's3:GetObject')], 'deny'],
    ['reads actions in any case and with wildcards', [allow('*', 'EXECUTE-API:*')], 'allow'],
    ['takes any of several resources', [{ ...allow('x'), resources: ['x', ARN] }], 'allow'],
  ])('%s', (_title, statements, expected) => {
    expect(evaluatePolicy(statements, ARN)).toBe(expected);
  });
});

describe('wildcards, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html', () => {
  it.each([
    ['*', '', true],
    ['a*c', 'a/b/c', true],
    ['a*c', 'abcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a**', 'a', true],
    ['*b*d', 'abcbd', true],
    ['a.c', 'abc', false],
    ['', 'a', false],
    ['A', 'a', false],
  ])('%s against %s: %s', (pattern, value, expected) => {
    expect(matchesWildcards(pattern, value)).toBe(expected);
  });

  it('take no time to speak of for a pattern that is made to backtrack', () => {
    expect(matchesWildcards(`${'*a'.repeat(50)}b`, 'a'.repeat(2000))).toBe(false);
  });
});
