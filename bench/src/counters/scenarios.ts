import {
  authorizerEvents,
  batchEvents,
  forgedTokenEvents,
  type FunctionName,
  readEvents,
  refusedReadEvents,
} from '../samples/events.ts';
import type { Issuer } from '../samples/issuer.ts';

/** A way in which a function is called, over and over, in one execution environment. */
export interface Scenario {
  readonly name: string;
  readonly functionName: FunctionName;
  /** What an invocation is called in reports, and how many of it an event holds. */
  readonly per: string;
  readonly perEvent: number;
  readonly events: (issuer: Issuer, count: number) => object[];
  readonly latenciesMs?: Readonly<Record<string, number>>;
  /** Settings of the function that are not those of every sample. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Why an invocation may write more than `WRITTEN_AT_MOST`. */
  readonly writesMore?: string;
}

/** Bytes that any invocation may write, or any record of a batch, beside what its own budget says. */
export const WRITTEN_AT_MOST = { 'log bytes': 500, 'metric bytes': 450 };

/** Long enough that records which may run beside each other do. */
const SLOW_ENOUGH_MS = { PutItem: 30, UpdateItem: 5, SendEmail: 30, SMS: 30 };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'authorizer, good token',
    functionName: 'authorizer',
    per: 'token',
    perEvent: 1,
    events: authorizerEvents,
  },
  {
    name: 'authorizer, forged token',
    functionName: 'authorizer',
    per: 'token',
    perEvent: 1,
    events: forgedTokenEvents,
  },
  {
    name: 'get-account-info, open account',
    functionName: 'get-account-info',
    per: 'read',
    perEvent: 1,
    events: (_, count) => readEvents(count, 'open'),
  },
  {
    name: 'get-account-info, first visit',
    functionName: 'get-account-info',
    per: 'read',
    perEvent: 1,
    events: (_, count) => readEvents(count, 'absent'),
  },
  {
    name: 'get-account-info, refused',
    functionName: 'get-account-info',
    per: 'read',
    perEvent: 1,
    events: (_, count) => refusedReadEvents(count),
  },
  {
    name: 'init-user-account, batch of ten',
    functionName: 'init-user-account',
    per: 'account',
    perEvent: 10,
    events: (_, count) => batchEvents(count / 10, 10),
    latenciesMs: SLOW_ENOUGH_MS,
  },
  {
    name: 'init-user-account, one account, as deployed by default',
    functionName: 'init-user-account',
    per: 'account',
    perEvent: 1,
    events: (_, count) => batchEvents(count, 1),
    settings: { ENABLE_SMS_NOTIFICATIONS: 'OFF' },
  },
  {
    name: 'init-user-account, one account, both channels',
    functionName: 'init-user-account',
    per: 'account',
    perEvent: 1,
    events: (_, count) => batchEvents(count, 1),
    writesMore: 'a line of metrics holds one value of the dimension Channel, so two channels are two lines',
  },
];
