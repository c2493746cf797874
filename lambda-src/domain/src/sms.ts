import type { Msisdn } from './msisdn.ts';

/** One message to one telephone. */
export interface Sms {
  readonly to: Msisdn;
  readonly text: string;
}
