import { createIamToken } from '@fintech-solution/adapters/valkey/iam-token';
import { createValkeyRequestGuard } from '@fintech-solution/adapters/valkey/request-guard';
import { createValkeyConnection } from '@fintech-solution/adapters/valkey/connection';
import { createTolerantGuard } from '@fintech-solution/runtime/tolerant-guard';
import { loadGuardedConfig } from './guard-config.ts';
import { wire } from './wiring.ts';

const config = loadGuardedConfig(process.env);

/** The function behind the request guard: the entry of a zip of its own, so that the other holds no client of a cache. */
export const { lambdaHandler, prewarm } = wire(config, ({ aws, log, metrics }) => {
  const { login, limits, ...address } = config.guard;
  const connection = createValkeyConnection({
    ...address,
    login: login && createIamToken(login, aws, Date.now),
  });
  const guard = createValkeyRequestGuard(connection, limits);
  return {
    guard: createTolerantGuard(guard, { ...limits, log, metrics, clock: Date.now }),
    connect: connection.connect,
  };
});
