import path from 'node:path';
import type { SampleKind } from './function-scenario.ts';

/** What AWS, the issuer and the SMS provider take, where waiting for them is part of what is measured. */
export const LATENCIES_MS = {
  GetItem: 6,
  PutItem: 6,
  UpdateItem: 6,
  BatchGetItem: 6,
  Query: 6,
  TransactWriteItems: 15,
  SendMessageBatch: 10,
  GetParameter: 10,
  SendEmail: 40,
  SMS: 120,
  JWKS: 30,
};

/** @param entry the file that Lambda would load. */
export function sample(
  name: string,
  entry: string,
  events: readonly object[],
  { warmUps = 0, latenciesMs = {} }: { warmUps?: number; latenciesMs?: SampleKind['latenciesMs'] } = {},
): SampleKind {
  return { name, job: { entry, events, warmUps }, latenciesMs };
}

/** @param file of `bench/src/lower-bound`. */
export function lowerBound(
  name: string,
  file: string,
  events: readonly object[],
  options: { warmUps: number },
): SampleKind {
  return sample(name, path.join(import.meta.dirname, '../lower-bound', file), events, options);
}
