import { NO_FAULTS, parseFaultSettings } from '../../../src/faults/fault-settings.ts';

describe('parseFaultSettings', () => {
  it('takes every setting of the document', () => {
    const document = {
      seed: 9,
      duplicate: 0.1,
      reorder: 1,
      crash: 0,
      transactionConflict: 0.5,
      sms: 'fail',
      email: 'timeout',
      jwks: 'slow',
      dynamodb: 'ok',
      sqs: 'fail',
      ssm: 'slow',
      callback: 'redirect',
      valkey: 'flush',
    };
    expect(parseFaultSettings(document)).toEqual({ settings: { ...document, chances: {}, next: [] } });
  });

  it('takes chances of single calls, by service and trouble', () => {
    const chances = { sms: { fail: 0.1, 'applied-then-fail': 0.2 }, jwks: { slow: 0.7 } };
    expect(parseFaultSettings({ chances })).toEqual({ settings: { ...NO_FAULTS, chances } });
  });

  it('puts back to well whatever the document leaves out', () => {
    expect(parseFaultSettings({ sms: 'fail' })).toEqual({ settings: { ...NO_FAULTS, sms: 'fail' } });
  });

  it.each([
    ['seed', 1.5],
    ['seed', '7'],
    ['duplicate', 1.01],
    ['reorder', -0.1],
    ['crash', '0.5'],
    ['crash', null],
    ['transactionConflict', 2],
    ['sms', 'down'],
    ['email', true],
    ['sms', 'redirect'],
    ['sms', 'flush'],
    ['valkey', 'redirect'],
    ['callback', 'away'],
    ['chances', []],
    ['chances', { sms: 0.1 }],
    ['chances', { fax: { fail: 0.1 } }],
    ['chances', { sms: { crash: 0.1 } }],
    ['chances', { sms: { fail: 1.1 } }],
    ['chances', { sms: { fail: 0.6, slow: 0.6 } }],
    ['next', { site: 'a', action: 'crash' }],
    ['next', [{ site: 'a', action: 'explode' }]],
    ['next', [null]],
    ['smss', 'fail'],
    ['__proto__x', 1],
    ['toString', 1],
  ])('names %s when it is %j', (field, value) => {
    const parsed = parseFaultSettings({ [field]: value });
    expect(parsed).toEqual({ faults: [expect.stringMatching(new RegExp(`^${field}: `))] });
  });

  it('names every wrong field at once', () => {
    expect(parseFaultSettings({ crash: 2, sms: 'x' })).toEqual({
      faults: [expect.stringContaining('crash'), expect.stringContaining('sms')],
    });
  });

  it.each([[undefined], [null], ['ok'], [[]]])('refuses %j, which is no object', (document) => {
    expect(parseFaultSettings(document)).toHaveProperty('faults');
  });
});
