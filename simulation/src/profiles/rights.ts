/** A right that the token of one request lacks; it is no part of the wish. */
export const REVERSAL_RIGHTS = [
  'transactions:reversal',
  'transactions:read',
  'transactions:debit-any',
  'transactions:cash',
] as const;
export type Right = (typeof REVERSAL_RIGHTS)[number];
