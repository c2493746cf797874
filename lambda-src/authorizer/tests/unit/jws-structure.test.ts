import { parseAuthorization } from '../../src/jws-structure.ts';
import { base64url } from '../token-forge.ts';

const HEADER = base64url('{"alg":"RS256"}');
const PAYLOAD = base64url('{"sub":"x"}');
const SIGNATURE = base64url('signature');
const COMPACT = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;

const reasonFor = (authorization: unknown): unknown => {
  try {
    parseAuthorization(authorization);
    return 'accepted';
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

describe('parseAuthorization', () => {
  it('takes a token apart', () => {
    expect(parseAuthorization(`Bearer ${COMPACT}`)).toEqual({
      compact: COMPACT,
      header: { alg: 'RS256' },
      payload: { sub: 'x' },
    });
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('knows the scheme as %s', (scheme) => {
    expect(parseAuthorization(`${scheme} ${COMPACT}`).compact).toBe(COMPACT);
  });

  it('takes just what base64url itself would have written, whatever a part ends with', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const parts = Array.from({ length: 9 }, (_, length) =>
      [...alphabet].map((last) => `${'x'.repeat(length)}${last}`),
    ).flat();
    for (const part of parts) {
      const isCanonical = Buffer.from(part, 'base64url').toString('base64url') === part;
      expect([part, reasonFor(`Bearer ${HEADER}.${PAYLOAD}.${part}`)]).toEqual([
        part,
        isCanonical ? 'accepted' : 'not-canonical-base64url',
      ]);
    }
    expect(parts).toHaveLength(9 * 64);
  });

  it.each([undefined, null, '', 7, {}, ['Bearer x']])('misses a token where there is %j', (authorization) => {
    expect(reasonFor(authorization)).toBe('token-missing');
  });

  it.each([
    ['no scheme', COMPACT],
    ['another scheme', `Basic ${COMPACT}`],
    ['a scheme that only begins so', `Bearers ${COMPACT}`],
    ['a letter that only looks like one of the scheme', `Bearer ${COMPACT}`.replace('e', '\u212f')],
    ['no space', `Bearer${COMPACT}`],
    ['two spaces', `Bearer  ${COMPACT}`],
    ['a tab', `Bearer\t${COMPACT}`],
    ['a no-break space', `Bearer\u00a0${COMPACT}`],
    ['a space before', ` Bearer ${COMPACT}`],
    ['a space after', `Bearer ${COMPACT} `],
    ['a line end after', `Bearer ${COMPACT}\n`],
    ['a second header value', `Bearer ${COMPACT}, Bearer ${COMPACT}`],
    ['a second line', `Bearer ${COMPACT}\nBearer ${COMPACT}`],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['two parts', `Bearer ${HEADER}.${PAYLOAD}`],
    ['four parts', `Bearer ${COMPACT}.${SIGNATURE}`],
    ['five parts, as an encrypted token has', `Bearer ${COMPACT}.${SIGNATURE}.${SIGNATURE}`],
    ['an empty header', `Bearer .${PAYLOAD}.${SIGNATURE}`],
    ['an empty payload', `Bearer ${HEADER}..${SIGNATURE}`],
    ['an empty signature', `Bearer ${HEADER}.${PAYLOAD}.`],
    ['padding', `Bearer ${COMPACT}=`],
    ['the other alphabet', `Bearer ${HEADER}.${PAYLOAD}.+/+/`],
    ['a space inside', `Bearer ${HEADER}. ${PAYLOAD}.${SIGNATURE}`],
    ['a percent escape', `Bearer ${HEADER}%2E${PAYLOAD}.${SIGNATURE}`],
    ['quotes', `Bearer "${COMPACT}"`],
    ['a NUL', `Bearer ${COMPACT}\0`],
    [
      'the JSON serialisation',
      `Bearer ${JSON.stringify({ protected: HEADER, payload: PAYLOAD, signature: SIGNATURE })}`,
    ],
  ])('refuses %s', (_name, authorization) => {
    expect(reasonFor(authorization)).toBe('not-a-bearer-token');
  });

  // "eyJhIjoxfQ" ends in Q (010000), whose four low bits decode to nothing; R is the same bytes spelled differently.
  it.each([
    ['header', `Bearer eyJhIjoxfR.${PAYLOAD}.${SIGNATURE}`],
    ['payload', `Bearer ${HEADER}.eyJhIjoxfR.${SIGNATURE}`],
    ['signature', `Bearer ${HEADER}.${PAYLOAD}.QR`],
    ['signature, by a character too many', `Bearer ${HEADER}.${PAYLOAD}.QUFBQ`],
    ['header, by a character too many', `Bearer ${base64url('{"alg":1}')}A.${PAYLOAD}.${SIGNATURE}`],
  ])('refuses a second spelling of the same %s', (_name, authorization) => {
    expect(reasonFor(authorization)).toBe('not-canonical-base64url');
  });

  it.each([
    ['a header that is an array', `Bearer ${base64url('[]')}.${PAYLOAD}.${SIGNATURE}`],
    ['a payload that is text', `Bearer ${HEADER}.${base64url('hello')}.${SIGNATURE}`],
    ['a payload that is a token', `Bearer ${HEADER}.${base64url(COMPACT)}.${SIGNATURE}`],
  ])('refuses %s', (_name, authorization) => {
    expect(reasonFor(authorization)).toBe('not-a-json-object');
  });

  it.each([
    ['header', `Bearer ${base64url('{"alg":"none","alg":"RS256"}')}.${PAYLOAD}.${SIGNATURE}`],
    ['payload', `Bearer ${HEADER}.${base64url('{"sub":"a","sub":"b"}')}.${SIGNATURE}`],
  ])('says that a name occurs twice in the %s', (_name, authorization) => {
    expect(reasonFor(authorization)).toBe('duplicate-member');
  });

  it('accepts 8,192 characters and refuses one more', () => {
    expect(reasonFor(authorizationOf(8_192))).toBe('accepted');
    expect(reasonFor(authorizationOf(8_193))).toBe('token-too-long');
  });
});

/** A well-formed header value of exactly this length. A part is never 4n + 1 long, so the header's JSON gets a space. */
function authorizationOf(length: number): string {
  const frames = [HEADER, base64url('{"alg":"RS256"} ')].map((header) => `Bearer ${header}.${PAYLOAD}.`);
  const frame = frames.find((candidate) => (length - candidate.length) % 4 !== 1) ?? '';
  return frame + 'A'.repeat(length - frame.length);
}
