import { AUDIENCE, ISSUER_URI } from './issuer.ts';

/**
 * V8's flags on Lambda at 512 MB. Any such flag makes Node drop the code cache of its own modules, which is why a cold
 * start on Lambda costs more CPU than the same program in a shell.
 */
export const LAMBDA_V8_FLAGS = ['--expose-gc', '--max-old-space-size=460', '--max-semi-space-size=13'];

/** The environment of a function on Lambda, its AWS being the double. Nothing of the caller's own gets in. */
export function functionEnvironment(
  awsUrl: string,
  caFile: string,
  logLevel = 'INFO',
): Record<string, string> {
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'ca-central-1',
    AWS_ACCESS_KEY_ID: 'ASIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    LAMBDA_TASK_ROOT: '/var/task',
    POWERTOOLS_LOG_LEVEL: logLevel,
    POWERTOOLS_SERVICE_NAME: 'fintech-solution-dev-init-user-account',
    ISSUER_URI,
    AUDIENCE,
    JWKS_URI: `${awsUrl}/jwks.json`,
    TABLE_NAME: 'accounts',
    INIT_ACCOUNT_QUEUE_URL: `${awsUrl}/123456789012/requests`,
    DEAD_LETTER_QUEUE_URL: `${awsUrl}/123456789012/dead-letters`,
    ENABLE_SMS_NOTIFICATIONS: 'ON',
    ENABLE_EMAIL_NOTIFICATIONS: 'ON',
    APPLY_CUSTOM_DOMAIN: 'false',
    DESTINATION_EMAIL: 'back-office@bench.example',
    SMS_PROVIDER_API_URL: `${awsUrl}/sms`,
    SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/bench/sms',
  };
}
