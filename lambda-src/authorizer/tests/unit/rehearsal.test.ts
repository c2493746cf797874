import { rehearse } from '../../src/rehearsal.ts';
import { TokenRefused } from '../../src/token-refused.ts';
import { createVerifyToken } from '../../src/verify-token.ts';
import { AUDIENCE, ISSUER, MSISDN_CLAIM, NOW_MS, rsaKeyPair } from '../token-forge.ts';

function setup() {
  const asked: string[] = [];
  const verdicts: unknown[] = [];
  const { publicKey } = rsaKeyPair();
  const judge = createVerifyToken({
    issuer: ISSUER,
    audience: AUDIENCE,
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

describe('a rehearsal', () => {
  it('goes all the way to the signature, twice, with a key that is known, and is refused there', async () => {
    const { verifyToken, asked, verdicts } = setup();

    await rehearse(verifyToken, ['a', 'b']);

    expect(asked).toEqual(['a', 'a']);
    expect(verdicts).toEqual([new TokenRefused('signature'), new TokenRefused('signature')]);
  });

  it('is left out where no key is known', async () => {
    const { verifyToken, asked, verdicts } = setup();

    await rehearse(verifyToken, []);

    expect([asked, verdicts]).toEqual([[], []]);
  });

  it('harms nobody when it fails in another way', async () => {
    await expect(rehearse(() => Promise.reject(new Error('broken')), ['a'])).resolves.toBeUndefined();
  });
});
