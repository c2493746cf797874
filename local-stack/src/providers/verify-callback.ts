import { clientSecretOf, parseSigningMasters } from '@fintech-solution/domain/ledger/callback';
import { Webhook } from 'standardwebhooks';

/** What {@link createVerifyCallback} needs from outside. */
export interface VerifyCallbackDependencies {
  /** The parameter's current value. */
  readonly storedMasters: () => string | undefined;
  /** The `sub` that asked for a transaction. */
  readonly requesterOf: (reference: string) => Promise<string | undefined>;
}

/** True for a callback that was signed for the client that asked for its transaction, a moment ago. */
export type VerifyCallback = (headers: Readonly<Record<string, string>>, body: string) => Promise<boolean>;

/** Verifies as a client does, with the library of the Standard Webhooks specification. */
export function createVerifyCallback({
  storedMasters,
  requesterOf,
}: VerifyCallbackDependencies): VerifyCallback {
  return async (headers, body) => {
    const requester = await requesterOf(headers['webhook-id'] ?? '');
    if (requester === undefined) return false;
    return mastersOf(storedMasters()).some((master) => {
      try {
        new Webhook(clientSecretOf(master, requester)).verify(body, headers, { jsonParse: false });
        return true;
      } catch {
        return false;
      }
    });
  };
}

function mastersOf(parameter: string | undefined): string[] {
  try {
    const { current, previous } = parseSigningMasters(parameter ?? '');
    return previous === undefined ? [current] : [current, previous];
  } catch {
    return [];
  }
}
