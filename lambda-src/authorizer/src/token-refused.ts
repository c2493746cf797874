/** Why a token is not believed: a closed list, because each is a value of the metric `TokenRefused`. */
export type RefusalReason =
  | 'token-missing'
  | 'token-too-long'
  | 'not-a-bearer-token'
  | 'not-canonical-base64url'
  | 'not-a-json-object'
  | 'algorithm'
  | 'type'
  | 'critical-header'
  | 'unencoded-payload'
  | 'key-id-missing'
  | 'key-unknown'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expiry-malformed'
  | 'expired'
  | 'not-before'
  | 'issued-at'
  | 'subject';

/**
 * The token is bad, whatever happens later: the answer is a Deny policy, which the gateway may cache.
 *
 * Everything else that goes wrong while a token is judged (no keys, a defect of ours) is any other error:
 * the gateway then answers 5xx and asks again next time.
 */
export class TokenRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`token refused: ${reason}`);
    this.name = 'TokenRefused';
    this.reason = reason;
  }
}
