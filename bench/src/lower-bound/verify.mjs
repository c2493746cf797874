// Frozen. One RS256 signature checked with a key that is ready, and nothing else: no claim, no header, no policy.
// What an authorizer cannot be faster than.
import { createPublicKey, verify } from 'node:crypto';

const key = createPublicKey(process.env['LOWER_BOUND_PUBLIC_KEY']);

export const lambdaHandler = async ({ authorizationToken }) => {
  const token = authorizationToken.slice('Bearer '.length);
  const end = token.lastIndexOf('.');
  return verify(
    'sha256',
    Buffer.from(token.slice(0, end)),
    key,
    Buffer.from(token.slice(end + 1), 'base64url'),
  );
};
