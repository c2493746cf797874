import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createJwksEndpoint } from './jwks-endpoint.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createVerifyToken } from './verify-token.ts';
import { warmUpVerification } from './warm-up.ts';

const config = loadConfig(process.env);
// Nothing of a token is logged, so the deployment's own numbering plan is not needed here.
const log = createLog(GUINEA_PLAN);
const metrics = createMetrics();
const clock = () => Date.now();
const keys = createSigningKeys({ fetchKeySet: createJwksEndpoint(config.jwksUri), clock, log, metrics });

const verifyToken = createVerifyToken({ ...config, findKeys: keys.find, clock });

export const lambdaHandler = createHandler({ verifyToken, log, metrics });

/** Awaited by the zip's entry (app.mjs) before the first token. */
export const prewarm = (): Promise<void> =>
  warmUp(async () => {
    await keys.prefetch();
    await warmUpVerification(verifyToken, keys.knownIds());
  });
