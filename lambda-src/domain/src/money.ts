/**
 * An amount in whole Guinean francs. GNF has no minor unit, so no fraction of it can exist; a bigint because
 * an amount never passes through a float.
 */
export type Francs = bigint;

/** ISO 4217 code of the only currency that accounts are held in. */
export const CURRENCY = 'GNF';

/** DynamoDB numbers keep 38 significant digits; an amount beyond that would be rounded by the store. */
const MAX_DIGITS = 38;

/**
 * Reads an amount from its decimal notation.
 *
 * @returns undefined when the text is not a whole number, so that the caller treats the record as corrupt:
 * `1000.5` or `1e3` in a stored balance is never rounded and never guessed.
 */
export function parseFrancs(text: string): Francs | undefined {
  return /^-?\d+$/.test(text) && text.length <= MAX_DIGITS ? BigInt(text) : undefined;
}
