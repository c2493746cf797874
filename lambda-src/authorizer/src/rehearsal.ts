import { twice } from '@fintech-solution/runtime/warm-up';
import { type VerifyToken } from './verify-token.ts';

/** As long as an RS256 signature of a 2048-bit key, so that it is refused by arithmetic and not by its length. */
const NO_SIGNATURE = Buffer.alloc(256).toString('base64url');

/**
 * Has a token judged that nobody signed, so that the first real one finds the code compiled and OpenSSL awake. Its key
 * id is a known one, so nothing is fetched; it is refused for its signature, and the verdict is nobody's.
 */
export async function rehearse(verifyToken: VerifyToken, keyIds: readonly string[]): Promise<void> {
  const [kid] = keyIds;
  if (kid === undefined) return;
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid },
    { iss: '', sub: '', aud: [''], iat: 0, exp: 0, azp: '', scope: '' },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const token = `Bearer ${parts.join('.')}.${NO_SIGNATURE}`;
  await twice(() => verifyToken(token).catch(() => undefined));
}
