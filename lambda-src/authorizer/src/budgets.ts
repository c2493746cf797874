import { TIMEOUT_MS } from './jwks-endpoint.ts';

/** One download of the keys; a second one at most, where the first set lacks the key. */
export const BUDGET_MS = 2 * TIMEOUT_MS;
