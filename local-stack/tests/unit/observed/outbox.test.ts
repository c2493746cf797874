import { createOutbox, KEPT } from '../../../src/observed/outbox.ts';

const sms = (message: string) => ({ to: ['224622000001'], sender_name: 'SMS 9080', message });

describe('createOutbox', () => {
  it('shows messages in the order in which they were sent, as they were posted', () => {
    const outbox = createOutbox(() => 1_000);
    outbox.addSms(sms('one'));
    outbox.addSms(sms('two'));
    expect(outbox.contents().sms).toEqual([
      { ...sms('one'), at: '1970-01-01T00:00:01.000Z' },
      { ...sms('two'), at: '1970-01-01T00:00:01.000Z' },
    ]);
  });

  it('keeps the last thousand and counts all', () => {
    const outbox = createOutbox(() => 0);
    for (let i = 1; i <= KEPT + 5; i += 1) outbox.addSms(sms(String(i)));
    const contents = outbox.contents();
    expect(contents.sms).toHaveLength(1_000);
    expect(contents.sms[0]?.message).toBe('6');
    expect(contents.counts).toEqual({ sms: KEPT + 5, emails: 0 });
  });

  it('forgets messages and counts when it is cleared', () => {
    const outbox = createOutbox(() => 0);
    outbox.addSms(sms('one'));
    outbox.addEmail({
      to: ['a@example.org'],
      from: 'b@example.org',
      subject: 's',
      html: undefined,
      text: 't',
      configurationSet: undefined,
    });
    expect(outbox.contents().emails).toEqual([
      {
        to: 'a@example.org',
        from: 'b@example.org',
        subject: 's',
        html: '',
        text: 't',
        at: '1970-01-01T00:00:00.000Z',
      },
    ]);
    outbox.clear();
    expect(outbox.contents()).toEqual({ sms: [], emails: [], counts: { sms: 0, emails: 0 } });
  });
});
