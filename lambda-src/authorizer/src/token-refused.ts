/** Why a token is not believed: a closed list, because each is a value of the metric `TokenRefused`. */
export type RefusalReason =
  | 'token-missing'
  | 'token-too-long'
  | 'not-a-bearer-token'
  | 'not-canonical-base64url'
  | 'not-a-json-object'
  | 'duplicate-member'
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
 * The token is refused. A final refusal is answered with a Deny policy, which the gateway caches. A refusal that is not
 * final would be wrong a moment later, so it must not be cached.
 *
 * Everything else that goes wrong while a token is judged (no keys, a defect of ours) is any other error: the gateway
 * then answers 5xx and asks again next time.
 */
export class TokenRefused extends Error {
  readonly reason: RefusalReason;
  readonly isFinal: boolean;

  constructor(reason: RefusalReason, { isFinal = true } = {}) {
    super(`token refused: ${reason}`);
    this.name = 'TokenRefused';
    this.reason = reason;
    this.isFinal = isFinal;
  }
}
