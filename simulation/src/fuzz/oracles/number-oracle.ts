/**
 * What a path segment means, decided character by character: written apart from the code that it judges, and slow.
 *
 * @returns the canonical number, or undefined where it is not a subscriber number.
 */
export function numberMeantBy(segment: string): string | undefined {
  const text = unescaped(segment);
  if (text === undefined || text.length > 32) return undefined;
  let at = 0;
  const isInternational = text[at] === '+';
  if (isInternational) at += 1;
  let digits = '';
  let isAfterSeparator = true;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isDigit(char)) {
      digits += char;
      isAfterSeparator = false;
    } else if ((char === ' ' || char === '.' || char === '-') && !isAfterSeparator) isAfterSeparator = true;
    else return undefined;
  }
  if (isAfterSeparator) return undefined;
  if (isInternational) return withCountryCode(digits);
  if (digits.startsWith('00')) return withCountryCode(digits.slice(2));
  return isNational(digits) ? `224${digits}` : withCountryCode(digits);
}

/** True for a number in its one canonical spelling. */
export function isCanonical(value: unknown): value is string {
  return typeof value === 'string' && withCountryCode(value) === value;
}

function withCountryCode(digits: string): string | undefined {
  const rest = [...digits].slice(3).join('');
  return [...digits].slice(0, 3).join('') === '224' && isNational(rest) ? digits : undefined;
}

function isNational(digits: string): boolean {
  if (digits.length !== 9 || ![...digits].every(isDigit)) return false;
  return digits.charAt(0) === '6' && ['0', '1', '2', '3', '5', '6'].includes(digits.charAt(1));
}

function isDigit(char: string): boolean {
  return char.length === 1 && char.charCodeAt(0) >= 48 && char.charCodeAt(0) <= 57;
}

/** The text behind one layer of percent-escapes, where it is ASCII; what is not can mean no number. */
function unescaped(segment: string): string | undefined {
  let text = '';
  for (let at = 0; at < segment.length; at += 1) {
    const char = segment.charAt(at);
    if (char.charCodeAt(0) > 127) return undefined;
    if (char !== '%') {
      text += char;
      continue;
    }
    const [high, low] = [hexValue(segment.charAt(at + 1)), hexValue(segment.charAt(at + 2))];
    if (high === undefined || low === undefined || high > 7) return undefined;
    text += String.fromCharCode(16 * high + low);
    at += 2;
  }
  return text;
}

function hexValue(char: string): number | undefined {
  const value = '0123456789abcdef'.indexOf(char.toLowerCase());
  return char === '' || value < 0 ? undefined : value;
}
