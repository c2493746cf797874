import { GUINEA, type NumberingPlan } from '../../../lambda-src/domain/src/msisdn.ts';

/** The numbering plan of every simulated deployment. */
export const PLAN: NumberingPlan = {
  countryCode: GUINEA.countryCode,
  nationalPattern: new RegExp(`^(?:${GUINEA.nationalPattern})$`),
};

/** Every subscriber of the simulation, in canonical form. Few, so that requests meet. */
export const SUBSCRIBERS = ['224622000001', '224611111112', '224655555553', '224600000004'] as const;

/** True for the one key of somebody who exists. */
export function isSubscriber(key: unknown): boolean {
  return (SUBSCRIBERS as readonly unknown[]).includes(key);
}

/** A way of writing a canonical number in a path that means that number. */
export const SPELLINGS: readonly ((canonical: string) => string)[] = [
  (canonical) => canonical,
  (canonical) => canonical.slice(3),
  (canonical) => `%2B${canonical}`,
  (canonical) => `+${canonical}`,
  (canonical) => `00${canonical}`,
  (canonical) =>
    `${canonical.slice(3, 6)}%20${canonical.slice(6, 8)}-${canonical.slice(8, 10)}.${canonical.slice(10)}`,
];

/** A way of writing something that means no number, however much it looks like one. */
export const MISSPELLINGS: readonly ((canonical: string) => string)[] = [
  () => '',
  (canonical) => `${canonical}0`,
  (canonical) => canonical.slice(1),
  (canonical) => `%252B${canonical}`,
  (canonical) => `${canonical}%0A`,
  (canonical) => ` ${canonical}`,
  (canonical) => `${canonical}%00`,
  (canonical) => `+${canonical.slice(3)}`,
  (canonical) => `225${canonical.slice(3)}`,
  (canonical) => `2247${canonical.slice(4)}`,
  (canonical) => [...canonical].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join(''),
  (canonical) => `${canonical}%E0%A4%A`,
  (canonical) => `${canonical.slice(0, 6)}  ${canonical.slice(6)}`,
  () => '__proto__',
];
