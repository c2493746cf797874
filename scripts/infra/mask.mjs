/** The country codes of ITU-T E.164, as lambda-src/domain/src/msisdn.ts knows them; the tests compare the two. */
const COUNTRY_CODE = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[1-9]\d\d)/;

/** Every run of digits that can be a number (a country code and six more) keeps that code and its last two: `224*******01`. */
export function masked(text) {
  return text.replace(
    /\d{7,}/g,
    (digits) => `${COUNTRY_CODE.exec(digits)?.[0] ?? ''}${'*'.repeat(7)}${digits.slice(-2)}`,
  );
}
