import type { Sms } from '@fintech-solution/domain/sms';
import { createScriptedNotifier, REFUSED } from '@fintech-solution/testing/scripted-notifier';
import { createWelcomeSms } from '../../src/welcome-sms.ts';
import { msisdnOf } from '../requests.ts';

describe('a welcome by SMS', () => {
  it('goes to the customer and quotes the opening balance, and its outcome is passed on', async () => {
    const sms = createScriptedNotifier<Sms>();
    sms.answer(REFUSED);

    const outcome = await createWelcomeSms(sms).send({ msisdn: msisdnOf(1), openingBalance: 1_000n });

    expect(outcome).toEqual(REFUSED);
    expect(sms.attempts).toEqual([{ to: msisdnOf(1), text: expect.stringContaining('1000 GNF') as string }]);
  });
});
