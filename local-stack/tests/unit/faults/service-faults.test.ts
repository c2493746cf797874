import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';
import { decideFault } from '../../../src/faults/service-faults.ts';

const decide = (settings: object, isWrite = true) =>
  decideFault(createFaults({ ...NO_FAULTS, ...settings }), 'dynamodb', 'dynamodb.PutItem', isWrite);

describe('decideFault', () => {
  it('leaves a call alone where nothing is set', () => {
    expect(decide({})).toEqual({ before: 'none', after: 'none' });
  });

  it.each(['fail', 'timeout', 'slow'] as const)('lets a service be %s before the call', (state) => {
    expect(decide({ dynamodb: state })).toEqual({ before: state, after: 'none' });
  });

  it('crashes a caller behind a write', () => {
    expect(decide({ crash: 1 })).toEqual({ before: 'none', after: 'crash' });
  });

  it('does not crash a caller behind a read', () => {
    expect(decide({ crash: 1 }, false)).toEqual({ before: 'none', after: 'none' });
  });

  it('crashes behind a slow write too', () => {
    expect(decide({ crash: 1, dynamodb: 'slow' })).toEqual({ before: 'slow', after: 'crash' });
  });

  it.each([
    ['crash', { before: 'none', after: 'crash' }],
    ['applied-then-fail', { before: 'none', after: 'fail' }],
    ['fail', { before: 'fail', after: 'none' }],
    ['timeout', { before: 'timeout', after: 'none' }],
    ['slow', { before: 'slow', after: 'none' }],
  ] as const)('plays a one-shot %s before anything else', (action, expected) => {
    expect(decide({ dynamodb: 'fail', next: [{ site: 'dynamodb.PutItem', action }] })).toEqual(expected);
  });

  it.each([
    ['fail', { before: 'fail', after: 'none' }],
    ['applied-then-fail', { before: 'none', after: 'fail' }],
    ['timeout', { before: 'timeout', after: 'none' }],
    ['slow', { before: 'slow', after: 'crash' }],
  ] as const)(
    'lets chance make a single call %s, and only a call that went well crash',
    (action, expected) => {
      expect(decide({ crash: 1, chances: { dynamodb: { [action]: 1 } } })).toEqual(expected);
    },
  );

  it('lets the state of a service decide before chance does', () => {
    expect(decide({ dynamodb: 'timeout', chances: { dynamodb: { fail: 1 } } })).toEqual({
      before: 'timeout',
      after: 'none',
    });
  });

  it('counts a one-shot crash like any other', () => {
    const faults = createFaults({ ...NO_FAULTS, next: [{ site: 'sms.Send', action: 'crash' }] });
    decideFault(faults, 'sms', 'sms.Send', true);
    expect(faults.injected()).toEqual({ 'crash:sms.Send': 1 });
  });

  it('reports what it injected', () => {
    const faults = createFaults({ ...NO_FAULTS, dynamodb: 'fail' });
    decideFault(faults, 'dynamodb', 'dynamodb.PutItem', true);
    expect(faults.injected()).toEqual({ 'fail:dynamodb.PutItem': 1 });
  });

  it('leaves a service that has no switch to chance alone', () => {
    expect(
      decideFault(createFaults({ ...NO_FAULTS, dynamodb: 'fail' }), undefined, 'kms.Decrypt', false),
    ).toEqual({ before: 'none', after: 'none' });
  });
});
