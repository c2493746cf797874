import type { AccountStore } from '@fintech-solution/domain/account-store';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** No subscriber number can be this: it has no digit. */
const NO_ACCOUNT = 'warm-up' as Msisdn;

/**
 * Reads an account that does not exist, so that the first real read finds the connection open and the credentials known.
 * Strongly consistent as every read here is: one read unit per cold start.
 *
 * It is sent as every read is. With an abort signal, or any other option, the SDK would drop the steps that
 * `cacheMiddleware` keeps.
 *
 * @throws what the store throws.
 */
export async function openConnection(accounts: Pick<AccountStore, 'find'>): Promise<void> {
  await accounts.find(NO_ACCOUNT);
}
