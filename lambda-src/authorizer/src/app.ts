import { createLog } from '@fintech-solution/shared/logger';
import { createMetrics } from '@fintech-solution/shared/metrics';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createJwksEndpoint } from './jwks-endpoint.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createVerifyToken } from './verify-token.ts';

const config = loadConfig(process.env);
const log = createLog();
const metrics = createMetrics();
const clock = () => Date.now();
const keys = createSigningKeys({ fetchKeySet: createJwksEndpoint(config.jwksUri), clock, log, metrics });

export const lambdaHandler = createHandler({
  verifyToken: createVerifyToken({ ...config, findKeys: keys.find, clock }),
  log,
  metrics,
});

/** Fetches the keys while Lambda still initialises; a slow or failing issuer delays a cold start by a second at most. */
export const prewarm = (): Promise<void> =>
  Promise.race([keys.prefetch(), new Promise<void>((resolve) => void setTimeout(resolve, 1_000).unref())]);
