import { type Refusal } from './gateway-response.ts';

/** Stops a request with one of the gateway's own answers. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** For the log, where the fault is ours; never holds a token or a full number. */
  readonly reason: string | undefined;

  constructor(refusal: Refusal, reason?: string) {
    super(refusal.type);
    this.refusal = refusal;
    this.reason = reason;
  }
}

/** What a caught fault means for the client. An unforeseen one is a plain 500: its message may quote the request. */
export function refusalOf(error: unknown): { readonly refusal: Refusal; readonly reason?: string } {
  if (error instanceof Refused) {
    return { refusal: error.refusal, ...(error.reason !== undefined && { reason: error.reason }) };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { refusal: { type: 'DEFAULT_5XX' }, reason: `unexpected ${name}` };
}
