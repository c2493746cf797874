/** The stage's throttle. */
export interface Throttle {
  /** Takes a token; false where the bucket is empty, which is a 429. */
  admit(): boolean;
}

/**
 * A token bucket: `burst` tokens at the start and at most, `ratePerSecond` more every second.
 *
 * A negative rate means that the stage does not throttle, as in Terraform's method settings.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function createThrottle(
  { ratePerSecond, burst }: { readonly ratePerSecond: number; readonly burst: number },
  clock: () => number,
): Throttle {
  let tokens = burst;
  let filledAt = clock();
  return {
    admit() {
      if (ratePerSecond < 0) return true;
      const now = clock();
      tokens = Math.min(burst, tokens + (Math.max(0, now - filledAt) * ratePerSecond) / 1000);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
