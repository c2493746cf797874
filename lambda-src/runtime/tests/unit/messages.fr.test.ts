import { PROBLEM_MESSAGES } from '@fintech-solution/domain/problem-messages.fr';
import { MESSAGES } from '../../src/messages.fr.ts';

/**
 * The default alphabet of 3GPP TS 23.038 as table 6.2.1 prints it, column by column; one septet each. The
 * extension table is left out on purpose: its characters count twice.
 */
const GSM_7 =
  '@£$¥èéùìòÇ\nØø\rÅå' +
  'Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ' +
  ' !"#¤%&\'()*+,-./' +
  '0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNO' +
  'PQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmno' +
  'pqrstuvwxyzäöñüà';

describe('the welcome by SMS', () => {
  it.each([0n, 1n, 1_000n, 999_999_999_999_999n])(
    'fits one GSM-7 part when it quotes %s francs',
    (amount) => {
      const message = MESSAGES.welcomeSms(amount);
      expect([...message].filter((character) => !GSM_7.includes(character))).toEqual([]);
      expect(message.length).toBeLessThanOrEqual(160);
      expect(message).toContain(` ${amount} GNF`);
    },
  );

  it('is judged by a table that lacks what would turn it into parts of 70', () => {
    expect([...'êôîûç’\u00a0\u202f'].some((character) => GSM_7.includes(character))).toBe(false);
    expect(new Set(GSM_7).size).toBe(127);
  });
});

describe('the welcome by e-mail', () => {
  it('quotes the masked number and the amount', () => {
    expect(MESSAGES.welcomeEmailSubject('224*******01')).toContain('224*******01');
    expect(MESSAGES.welcomeEmailText('224*******01', 1_000n)).toMatch(/224\*{7}01[^]*1000\u00a0GNF/);
  });
});

describe('every sentence', () => {
  const sentences = Object.values({ ...MESSAGES, ...PROBLEM_MESSAGES }).map((entry): string =>
    typeof entry === 'function' ? (entry as (a: string, b: bigint) => string)('224*******01', 1_000n) : entry,
  );

  it('is there and has a typographic apostrophe, except in an SMS, which knows the straight one only', () => {
    const sms = MESSAGES.welcomeSms(1_000n);
    for (const sentence of sentences) {
      expect(sentence.trim()).not.toBe('');
      if (!sentence.startsWith(sms.slice(0, 20))) expect(sentence).not.toContain("'");
    }
  });
});
