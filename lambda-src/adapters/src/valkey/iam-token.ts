import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { buildQueryString } from '@smithy/core/protocols';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';

/** A name and what proves it, for a store's `AUTH`. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** From now on another one is to be used; epoch milliseconds. */
  readonly renewAtMs: number;
}

/** AWS takes a token for 15 minutes. */
const TOKEN_SECONDS = 900;
/** So long before its end a token is renewed: longer than a connection takes, and two clocks differ. */
const RENEWED_BEFORE_MS = 60_000;

/**
 * Signs the function's own role in to an ElastiCache serverless cache: the password is a presigned request, made here with
 * the function's credentials and without any call, and good for 15 minutes.
 *
 * @param names the ElastiCache user, whose id and name are the same, and the cache.
 * @param aws the configuration of any AWS client of the function: its region and its credentials.
 * @param clock epoch milliseconds.
 * @returns the present token, which is signed anew before it ends.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export function createIamToken(
  { user, cache }: { readonly user: string; readonly cache: string },
  aws: Pick<DynamoDBClient['config'], 'region' | 'credentials' | 'sha256'>,
  clock: () => number,
): () => Promise<Login> {
  const { region, credentials, sha256 } = aws;
  const signer = new SignatureV4({ service: 'elasticache', region, credentials, sha256 });
  // The name of a cache has no capitals, whatever was typed.
  const hostname = cache.toLowerCase();
  let login: Login | undefined;

  async function sign(nowMs: number): Promise<Login> {
    const request = new HttpRequest({
      hostname,
      path: '/',
      headers: { host: hostname },
      query: { Action: 'connect', User: user, ResourceType: 'ServerlessCache' },
    });
    const signed = await signer.presign(request, {
      expiresIn: TOKEN_SECONDS,
      signingDate: new Date(nowMs),
    });
    return {
      user,
      password: `${hostname}/?${buildQueryString(signed.query ?? {})}`,
      renewAtMs: nowMs + TOKEN_SECONDS * 1_000 - RENEWED_BEFORE_MS,
    };
  }

  return async () => {
    const nowMs = clock();
    if (login === undefined || nowMs >= login.renewAtMs) login = await sign(nowMs);
    return login;
  };
}
