import {
  type AccountRequest,
  type AccountRequests,
  RequestsUnavailableError,
} from '../../src/get-account-info.ts';

export interface InMemoryAccountRequests extends AccountRequests {
  /** What was asked for so far. */
  readonly requested: readonly AccountRequest[];
  /** From now on the queue takes nothing. */
  failing(): void;
}

/** Requests for accounts that are kept in a list. */
export function createInMemoryAccountRequests(): InMemoryAccountRequests {
  const requested: AccountRequest[] = [];
  let isDown = false;
  return {
    requested,
    failing: () => void (isDown = true),
    async request(request) {
      if (isDown) throw new RequestsUnavailableError(new Error('switched off'));
      requested.push(request);
    },
  };
}
