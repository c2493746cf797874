import { type VerifyToken } from './verify-token.ts';

/** As long as an RS256 signature of a 2048-bit key, so that it is refused by arithmetic and not by its length. */
const NO_SIGNATURE = Buffer.alloc(256).toString('base64url');

/**
 * Verifies a token with an empty signature, so that the first real token finds the code compiled and OpenSSL loaded. Its
 * key id is a known one, so nothing is fetched, and the refusal is dropped.
 */
export async function warmUpVerification(verifyToken: VerifyToken, keyIds: readonly string[]): Promise<void> {
  const [kid] = keyIds;
  if (kid === undefined) return;
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid },
    { iss: '', sub: '', aud: [''], iat: 0, exp: 0, azp: '', scope: '' },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  await verifyToken(`Bearer ${parts.join('.')}.${NO_SIGNATURE}`).catch(() => undefined);
}
