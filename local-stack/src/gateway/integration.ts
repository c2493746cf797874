import { type Invocation } from '../runtime/invocation.ts';
import { readProxyResult, type ProxyResult } from './proxy-result.ts';
import { type Refusal } from './gateway-response.ts';

/** Starts a timer and returns what stops it. */
export type StartTimer = (ms: number, action: () => void) => () => void;

/** How the call of the function behind a route ended for the client. */
export type IntegrationOutcome =
  | { readonly kind: 'answered'; readonly result: ProxyResult; readonly invocation: Invocation }
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly reason: string;
      readonly invocation?: Invocation;
    };

/**
 * Waits for a function as API Gateway waits: past the integration's time-out the client gets a 504 while the function
 * runs on; a function that throws, crashes, times out by itself or answers in another shape is a 502. An event
 * beyond Lambda's own 6 MB (a payload between that and the gateway's 10 MB) is the client's fault: 413.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
export async function awaitIntegration(
  invocation: Promise<Invocation>,
  timeoutMs: number,
  startTimer: StartTimer,
): Promise<IntegrationOutcome> {
  let stopTimer = (): void => undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    stopTimer = startTimer(timeoutMs, () => resolve('timeout'));
  });
  try {
    const first = await Promise.race([invocation, timeout]);
    if (first === 'timeout') {
      return {
        kind: 'refused',
        refusal: { type: 'INTEGRATION_TIMEOUT' },
        reason: `no answer within ${timeoutMs} ms`,
      };
    }
    return readInvocation(first);
  } finally {
    stopTimer();
  }
}

function readInvocation(invocation: Invocation): IntegrationOutcome {
  const broken = (reason: string): IntegrationOutcome => ({
    kind: 'refused',
    refusal: { type: 'DEFAULT_5XX', status: 502 },
    reason,
    invocation,
  });
  if (invocation.outcome === 'error' && invocation.errorType === 'RequestTooLargeException') {
    return {
      kind: 'refused',
      refusal: { type: 'REQUEST_TOO_LARGE' },
      reason: 'the event is larger than Lambda takes',
      invocation,
    };
  }
  if (invocation.outcome !== 'success') return broken(`the function ended with ${invocation.outcome}`);
  const result = readProxyResult(invocation.payload);
  return 'malformed' in result
    ? broken(`malformed proxy answer: ${result.malformed}`)
    : { kind: 'answered', result, invocation };
}
