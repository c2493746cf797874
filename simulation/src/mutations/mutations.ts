import { AUTHORIZER_MUTATIONS } from './authorizer-mutations.ts';
import { INIT_USER_ACCOUNT_MUTATIONS } from './init-user-account-mutations.ts';
import { LEDGER_MUTATIONS } from './ledger-mutations.ts';
import type { Mutation } from './mutation.ts';
import { GET_ACCOUNT_INFO_MUTATIONS } from './get-account-info-mutations.ts';

/** Every mutation that the simulation must detect. */
export const MUTATIONS: readonly Mutation[] = [
  ...INIT_USER_ACCOUNT_MUTATIONS,
  ...GET_ACCOUNT_INFO_MUTATIONS,
  ...AUTHORIZER_MUTATIONS,
  ...LEDGER_MUTATIONS,
];
