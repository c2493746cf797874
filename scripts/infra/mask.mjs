/** Every run of nine digits or more keeps its first three (the country code) and its last two: `224*******01`. */
export function masked(text) {
  return text.replace(/\d{9,}/g, (digits) => `${digits.slice(0, 3)}${'*'.repeat(7)}${digits.slice(-2)}`);
}
