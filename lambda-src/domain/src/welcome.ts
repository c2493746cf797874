import type { DeliveryRecord } from './delivery.ts';

/** The ways in which a new customer is welcomed. */
export const CHANNELS = ['sms', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The welcomes of an account; a channel that was OFF at opening is absent, and settled. */
export type Welcomes = Readonly<Partial<Record<Channel, DeliveryRecord>>>;
