import { FUNCTION_NAMES, MANIFEST } from '../../../../deployment/manifest.ts';
import { functionEnvironment } from '../../../src/samples/environment.ts';

const double = { url: 'https://localhost:1', caFile: '/ca.pem' };
const everySetting = (functionName: string) =>
  Object.fromEntries(
    Object.entries(MANIFEST.functions[functionName]?.environment ?? {}).flatMap(([key, source]) =>
      'setting' in source ? [[key, 'set']] : [],
    ),
  );

describe('the environment of a sample', () => {
  it.each(FUNCTION_NAMES)('has every key of %s that the manifest lists', (functionName) => {
    const scenario = { functionName, settings: () => everySetting(functionName) };

    const environment = functionEnvironment(scenario, double);

    expect(environment).toMatchObject(everySetting(functionName));
    expect(Object.keys(environment)).toEqual(
      expect.arrayContaining(Object.keys(MANIFEST.functions[functionName]?.environment ?? {})),
    );
    expect(environment).not.toHaveProperty('PATH');
  });

  it('refuses a scenario that gives no value for a setting, and leaves optional settings out', () => {
    const [functionName = ''] = FUNCTION_NAMES;
    const required = Object.entries(MANIFEST.functions[functionName]?.environment ?? {}).flatMap(
      ([key, source]) => ('setting' in source && !source.optional ? [key] : []),
    );

    expect(() => functionEnvironment({ functionName, settings: () => ({}) }, double)).toThrow(
      `the scenario of ${functionName} has no ${required.join(', ')}`,
    );
  });
});
