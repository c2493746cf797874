import type { InvocationOutcome } from './invocation.ts';

/**
 * Largest event and answer of a synchronous invocation, in bytes of JSON: 6 MB each, of which Lambda lets an
 * answer be a hundred bytes longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_EVENT_BYTES = 6_291_456;
export const MAX_ANSWER_BYTES = 6_291_556;

/** The error that a caller gets for an event above the limit; undefined where it fits. */
export function oversizedEvent(text: string): InvocationOutcome | undefined {
  if (Buffer.byteLength(text) <= MAX_EVENT_BYTES) return undefined;
  return {
    outcome: 'error',
    errorType: 'RequestTooLargeException',
    errorMessage: `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
  };
}

/** What the caller gets in place of an answer above the limit. */
export const OVERSIZED_ANSWER: InvocationOutcome = {
  outcome: 'error',
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
};
