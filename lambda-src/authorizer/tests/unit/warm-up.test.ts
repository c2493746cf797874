import { TokenRefused } from '../../src/token-refused.ts';
import { createVerifyToken } from '../../src/verify-token.ts';
import { warmUpVerification } from '../../src/warm-up.ts';
import { AUDIENCE, ISSUER, MSISDN_CLAIM, NOW_MS, rsaKeyPair } from '../token-forge.ts';

function setup() {
  const asked: string[] = [];
  const verdicts: unknown[] = [];
  const { publicKey } = rsaKeyPair();
  const judge = createVerifyToken({
    issuer: ISSUER,
    audience: AUDIENCE,
    clientIds: [],
    msisdnClaim: MSISDN_CLAIM,
    clock: () => NOW_MS,
    findKeys: async (keyId) => {
      asked.push(keyId);
      return [publicKey];
    },
  });
  const verifyToken = (authorization: unknown) => {
    const verdict = judge(authorization);
    verdict.then(
      (claims) => verdicts.push(claims),
      (error) => verdicts.push(error),
    );
    return verdict;
  };
  return { verifyToken, asked, verdicts };
}

describe('the warm-up', () => {
  it('verifies with a known key up to the signature, and is refused there', async () => {
    const { verifyToken, asked, verdicts } = setup();

    await warmUpVerification(verifyToken, ['a', 'b']);

    expect(asked).toEqual(['a']);
    expect(verdicts).toEqual([new TokenRefused('signature')]);
  });

  it('does nothing where no key is known', async () => {
    const { verifyToken, asked, verdicts } = setup();

    await warmUpVerification(verifyToken, []);

    expect([asked, verdicts]).toEqual([[], []]);
  });

  it('does not throw when it fails in another way', async () => {
    await expect(
      warmUpVerification(() => Promise.reject(new Error('broken')), ['a']),
    ).resolves.toBeUndefined();
  });
});
