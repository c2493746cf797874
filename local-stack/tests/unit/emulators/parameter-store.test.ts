import { createParameterStore, startParameterStore } from '../../../src/emulators/parameter-store.ts';

function setup() {
  const store = createParameterStore('ca-central-1', () => 1_700_000_000_000);
  const call = (operation: string, input: object) => {
    const answer = store.answer(operation, input as Record<string, unknown>);
    return { status: answer.status, output: JSON.parse(answer.body.toString()) };
  };
  return { store, call };
}

describe('createParameterStore', () => {
  it('gives a secret back in clear only when asked to decrypt it', () => {
    const { store, call } = setup();
    store.put('/sms', 'the secret');
    expect(call('GetParameter', { Name: '/sms', WithDecryption: true }).output.Parameter).toEqual({
      Name: '/sms',
      Type: 'SecureString',
      Value: 'the secret',
      Version: 1,
      LastModifiedDate: 1_700_000_000,
      ARN: 'arn:aws:ssm:ca-central-1:000000000000:parameter/sms',
      DataType: 'text',
    });
    expect(JSON.stringify(call('GetParameter', { Name: '/sms' }).output)).not.toContain('the secret');
  });

  it('gives a plain string without decryption', () => {
    const { call } = setup();
    call('PutParameter', { Name: 'a', Value: 'v', Type: 'String' });
    expect(call('GetParameter', { Name: 'a' }).output.Parameter.Value).toBe('v');
  });

  it('says that there is no such parameter', () => {
    expect(setup().call('GetParameter', { Name: '/none' })).toMatchObject({
      status: 400,
      output: { __type: 'ParameterNotFound' },
    });
  });

  it('raises the version with every overwrite', () => {
    const { store, call } = setup();
    call('PutParameter', { Name: 'a', Value: '1', Type: 'SecureString' });
    expect(call('PutParameter', { Name: 'a', Value: '2', Overwrite: true }).output.Version).toBe(2);
    expect(call('GetParameter', { Name: 'a', WithDecryption: true }).output.Parameter).toMatchObject({
      Value: '2',
      Version: 2,
      Type: 'SecureString',
    });
    expect(store.read('a')).toBe('2');
  });

  it('does not overwrite by accident', () => {
    const { store, call } = setup();
    store.put('a', '1');
    expect(call('PutParameter', { Name: 'a', Value: '2', Type: 'String' })).toMatchObject({
      status: 400,
      output: { __type: 'ParameterAlreadyExists' },
    });
    expect(store.read('a')).toBe('1');
  });

  it('tells found and missing names apart', () => {
    const { store, call } = setup();
    store.put('a', '1');
    expect(call('GetParameters', { Names: ['a', 'b'], WithDecryption: true }).output).toEqual({
      Parameters: [expect.objectContaining({ Name: 'a', Value: '1' })],
      InvalidParameters: ['b'],
    });
  });

  it('describes parameters without their values', () => {
    const { store, call } = setup();
    store.put('a', 'the secret');
    expect(JSON.stringify(call('DescribeParameters', {}).output)).not.toContain('the secret');
  });

  it.each([['DeleteParameter'], ['toString'], ['constructor']])(
    'answers %s, which it does not have, with an error',
    (operation) => {
      expect(setup().call(operation, {})).toMatchObject({
        status: 400,
        output: { __type: 'UnknownOperationException' },
      });
    },
  );

  it('serves the store over HTTP', async () => {
    const { store } = setup();
    store.put('a', '1');
    const emulator = await startParameterStore(store);
    try {
      const response = await fetch(emulator.url, {
        method: 'POST',
        body: '{"Name":"a","WithDecryption":true}',
        headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
      });
      expect(await response.json()).toMatchObject({ Parameter: { Value: '1' } });
    } finally {
      await emulator.stop();
    }
  });
});
