import type { LedgerProfile } from './ledger-profiles.ts';
import type { Profile } from './profiles.ts';

/** Safety: faults all along, then the run is cut off. Liveness: faults stop, and everything must come to rest. */
export type Suite = 'safety' | 'liveness';

/** The part of the system that a seed looks into. */
export type World = 'accounts' | 'ledger';

/** Which seeds of a range are run; the others are passed over. What is not said chooses all. */
export interface SeedChoice {
  /** The part of the system that they look into. */
  readonly world?: World;
  readonly profile?: Profile | LedgerProfile;
  /** The suite whose turn it is. */
  readonly turn?: Suite;
}
