/** What must never leave through a log line, a metric or an error. */
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a token', /eyJ[A-Za-z0-9_-]{8,}/],
  ['a full number', /(?<![0-9a-f-])\d(?:[ .-]?\d){8,}(?![0-9a-f-])/],
  ['credentials', /\b(?:Basic|Bearer) [A-Za-z0-9+/=._-]{8,}/i],
  ['the secret of the SMS provider', /simulated-secret/],
  ['a secret that signs callbacks', /simulated-master|whsec_/],
  ['the secret of a callback’s URL', /simulated-url-secret/],
];

/** What a line gives away; undefined where it gives nothing away. */
export function secretIn(line: string): string | undefined {
  return SECRETS.find(([, pattern]) => pattern.test(line))?.[0];
}
