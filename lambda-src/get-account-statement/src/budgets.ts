/** How long one AWS call may take: two attempts, at 0.8 s, and the pause between them. */
export const AWS_CALL = { attemptTimeoutMs: 800, attempts: 2 } as const;

/**
 * Dates are searched by one read after another, and a store that answers slowly would take them past the function's 10 s,
 * which is an answer that tells nobody when to ask again. No call begins after this time; milliseconds since the request came.
 */
export const LAST_CALL_MS = 3_500;
