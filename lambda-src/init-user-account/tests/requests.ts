import { encodeAccountRequested } from '@fintech-solution/domain/account-requested';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

export const TIME = '2025-11-25T02:52:00.000Z';

/** The nth subscriber of a test. */
export const msisdnOf = (n: number): Msisdn => `224622${String(n).padStart(6, '0')}` as Msisdn;

/** The body of a request for an account, as get-account-info queues it. */
export const requestFor = (msisdn: Msisdn, id = `event-of-${msisdn.slice(-2)}`): string =>
  encodeAccountRequested({ id, msisdn, correlationId: 'call-1' }, TIME);
