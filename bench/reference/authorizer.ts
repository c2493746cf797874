// The reference authorizer, as tutorials publish it: a JWKS client and a request for the keys in every invocation, checks
// as the libraries' first examples show them. Frozen: it is the 1 of every ratio.
import jsonwebtoken from 'jsonwebtoken';
import jwksClient from 'jwks-rsa';

interface Event {
  readonly authorizationToken: string;
  readonly methodArn: string;
}

const policy = (principalId: string, Effect: 'Allow' | 'Deny', Resource: string, context = {}) => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  context,
});

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  const token = event.authorizationToken.replace('Bearer ', '');
  const client = jwksClient({ jwksUri: process.env['JWKS_URI'] ?? '', cache: true, rateLimit: true });
  try {
    const decoded = jsonwebtoken.decode(token, { complete: true });
    const key = await client.getSigningKey(decoded?.header.kid);
    const claims = jsonwebtoken.verify(token, key.getPublicKey(), {
      issuer: process.env['ISSUER_URI'] ?? '',
      audience: process.env['AUDIENCE'] ?? '',
      algorithms: ['RS256'],
    });
    console.log('claims', JSON.stringify(claims));
    return policy(String(claims.sub), 'Allow', event.methodArn, {
      sub: String(claims.sub),
      exp: String((claims as jsonwebtoken.JwtPayload).exp),
    });
  } catch (error) {
    console.log('error', error);
    return policy('unauthorized', 'Deny', event.methodArn);
  }
};
