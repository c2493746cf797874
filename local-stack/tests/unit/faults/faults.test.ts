import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';

const setup = (settings: object) => createFaults({ ...NO_FAULTS, ...settings });

const rolls = (faults: ReturnType<typeof createFaults>, site: string, times: number): boolean[] =>
  Array.from({ length: times }, () => faults.shouldInject('crash', site));

describe('faults', () => {
  it('gives the same faults again for the same seed and the same order of calls', () => {
    const first = rolls(setup({ seed: 42, crash: 0.5 }), 'dynamodb.PutItem', 64);
    expect(rolls(setup({ seed: 42, crash: 0.5 }), 'dynamodb.PutItem', 64)).toEqual(first);
  });

  it('gives other faults for another seed', () => {
    const first = rolls(setup({ seed: 42, crash: 0.5 }), 'dynamodb.PutItem', 64);
    expect(rolls(setup({ seed: 43, crash: 0.5 }), 'dynamodb.PutItem', 64)).not.toEqual(first);
  });

  it('does not let one site disturb the rolls of another', () => {
    const alone = rolls(setup({ seed: 7, crash: 0.5 }), 'sqs.SendMessage', 20);
    const disturbed = setup({ seed: 7, crash: 0.5 });
    const interleaved = Array.from({ length: 20 }, () => {
      disturbed.shouldInject('crash', 'dynamodb.PutItem');
      return disturbed.shouldInject('crash', 'sqs.SendMessage');
    });
    expect(interleaved).toEqual(alone);
  });

  it('starts every roll anew when settings are replaced', () => {
    const faults = setup({ seed: 3, crash: 0.5 });
    const first = rolls(faults, 'sms.Send', 32);
    faults.replace({ ...NO_FAULTS, seed: 3, crash: 0.5 });
    expect(rolls(faults, 'sms.Send', 32)).toEqual(first);
  });

  it('strikes about as often as the chance says', () => {
    const hits = rolls(setup({ seed: 1, crash: 0.25 }), 'dynamodb.PutItem', 4_000).filter(Boolean).length;
    expect(hits).toBeGreaterThan(900);
    expect(hits).toBeLessThan(1_100);
  });

  it('never strikes at chance 0 and always at chance 1', () => {
    expect(rolls(setup({ crash: 0 }), 'x', 100)).not.toContain(true);
    expect(rolls(setup({ crash: 1 }), 'x', 100)).not.toContain(false);
  });

  it('hands a one-shot fault to the first call at its site and to no other', () => {
    const faults = setup({ next: [{ site: 'dynamodb.PutItem', action: 'crash' }] });
    expect(faults.takeNext('dynamodb.GetItem')).toBeUndefined();
    expect(faults.takeNext('dynamodb.PutItem')).toBe('crash');
    expect(faults.takeNext('dynamodb.PutItem')).toBeUndefined();
    expect(faults.current().next).toEqual([]);
  });

  const strikes = (seed: number, site = 'sms.Send', times = 400) => {
    const faults = setup({ seed, chances: { sms: { fail: 0.2, slow: 0.1 } } });
    return Array.from({ length: times }, () => faults.strike('sms', site));
  };

  it('strikes the same single calls again for the same seed, and others for another', () => {
    expect(strikes(42)).toEqual(strikes(42));
    expect(strikes(43)).not.toEqual(strikes(42));
  });

  it('shares one draw out between the troubles of a service', () => {
    const struck = strikes(1, 'sms.Send', 4_000);
    const count = (action: string | undefined): number => struck.filter((a) => a === action).length;
    expect(count('fail') / 4_000).toBeCloseTo(0.2, 1);
    expect(count('slow') / 4_000).toBeCloseTo(0.1, 1);
    expect(count('fail') + count('slow') + count(undefined)).toBe(4_000);
  });

  it('leaves a service without chances alone', () => {
    expect(setup({ chances: { sms: { fail: 1 } } }).strike('email', 'email.SendEmail')).toBeUndefined();
  });

  it('is well again once cleared', () => {
    const faults = setup({ sms: 'fail', duplicate: 1 });
    faults.clear();
    expect(faults.current()).toEqual(NO_FAULTS);
    expect(faults.service('sms')).toBe('ok');
  });

  it('counts what it injected', () => {
    const faults = setup({ duplicate: 1 });
    faults.shouldInject('duplicate', 'queue-poller');
    faults.shouldInject('duplicate', 'queue-poller');
    faults.noteInjected('fail:sms.Send');
    expect(faults.injected()).toEqual({ 'duplicate:queue-poller': 2, 'fail:sms.Send': 1 });
  });
});
