import { callbackHosts } from '../../src/callback-settings.ts';
import { type Environment, readSettings } from '../../src/env.ts';

const read = (env: Environment) => readSettings(env, callbackHosts);

describe('the hosts of callbacks', () => {
  it('are none by default', () => {
    expect(read({})).toEqual({ names: [], isLoopbackAllowed: false });
  });

  it('are names, and names below a suffix', () => {
    expect(read({ CALLBACK_ALLOWED_HOSTS: 'hooks.example, *.merchant.example' }).names).toEqual([
      'hooks.example',
      '*.merchant.example',
    ]);
  });

  it.each(['https://hooks.example', '*', '127.0.0.1', 'http://127.0.0.1:3000', 'HOOKS.example'])(
    'may not be %s',
    (host) => {
      expect(() => read({ CALLBACK_ALLOWED_HOSTS: host })).toThrow(
        'Bad configuration: CALLBACK_ALLOWED_HOSTS must list host names, or *.suffixes, in lower case',
      );
    },
  );

  it.each([
    ['http://127.0.0.1:4566', true],
    ['http://localhost:4566', true],
    ['https://127.0.0.1:4566', false],
    ['https://dynamodb.ca-central-1.amazonaws.com', false],
    ['http://10.0.0.1', false],
    ['http://127.0.0.1.evil.example', false],
    ['127.0.0.1', false],
    ['', false],
  ])('are this machine too where AWS is on it: %s', (endpoint, isLoopbackAllowed) => {
    expect(read({ AWS_ENDPOINT_URL: endpoint })).toEqual({ names: [], isLoopbackAllowed });
  });
});
