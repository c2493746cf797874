import { account, recordedStack } from './recorded-stack.ts';

const AGAIN = 'ASIALOCALINITUSERACCOUNT2';

function setup() {
  const here = recordedStack();
  here.asked();
  here.opened();
  here.emailSent();
  return here;
}

describe('the audit of a welcome', () => {
  it('may be sent again under a lease that was taken after the first had run out', () => {
    const { time, smsSent, set, kinds } = setup();
    smsSent();
    time.now += 61;
    set('sms', 'sending', { by: AGAIN });
    smsSent();
    set('sms', 'sent', { by: AGAIN });
    expect(kinds()).toEqual([]);
  });

  it('may be taken at once where its holder gave it back', () => {
    const { set, smsSent, kinds } = setup();
    set('sms', 'pending');
    set('sms', 'sending', { by: AGAIN });
    smsSent();
    expect(kinds()).toEqual([]);
  });

  it('may be taken again after it was given up', () => {
    const { set, smsSent, kinds } = setup();
    set('sms', 'given-up');
    set('sms', 'sending', { by: AGAIN });
    smsSent();
    expect(kinds()).toEqual([]);
  });

  it('may be marked as sent by its sender, lease or not', () => {
    const { time, set, smsSent, kinds } = setup();
    smsSent();
    time.now += 61;
    set('sms', 'sending', { by: AGAIN });
    set('sms', 'sent');
    smsSent();
    expect(kinds()).toEqual([]);
  });

  it('must not be claimed while another delivery holds it', () => {
    const { set, smsSent, kinds } = setup();
    smsSent();
    set('sms', 'sending', { by: AGAIN });
    expect(kinds()).toEqual(['claimed-while-held']);
  });

  it('must not be claimed after it was sent', () => {
    const { set, smsSent, kinds } = setup();
    smsSent();
    set('sms', 'sent');
    set('sms', 'sending');
    expect(kinds()).toEqual(['claimed-after-settling']);
  });

  it.each(['pending', 'given-up'])('must not be called %s by a client that does not hold it', (ended) => {
    const { set, smsSent, kinds } = setup();
    smsSent();
    set('sms', ended, { by: AGAIN });
    expect(kinds()).toEqual(['released-by-another']);
  });

  it('must not be sent more often than it was leased', () => {
    const { smsSent, kinds } = setup();
    smsSent();
    smsSent();
    expect(kinds()).toEqual(['sms-without-lease']);
  });

  it('must not be marked as sent where the provider never got it', () => {
    expect(setup().kinds()).toEqual(['marked-but-not-sent']);
  });

  it('counts e-mails in total: not more than leases, not fewer than marks, and only the functions’ own', () => {
    const { smsSent, emailSent, kinds } = setup();
    smsSent();
    emailSent('ME');
    expect(kinds()).toEqual([]);
    emailSent();
    expect(kinds()).toEqual(['emails-without-lease']);
  });

  it('misses an e-mail that is marked as sent', () => {
    const here = recordedStack();
    here.asked();
    here.opened();
    here.smsSent();
    expect(here.kinds()).toEqual(['emails-marked-but-not-sent']);
    expect(here.kinds({ accounts: [account({ welcome: { sms: { state: 'sent' } } })] })).toEqual([]);
  });
});
