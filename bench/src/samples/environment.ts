import { type EnvironmentSource, MANIFEST } from '../../../deployment/manifest.ts';
import type { AwsDouble } from '../aws-double/aws-double.ts';

/**
 * V8's flags on Lambda at 512 MB. Any such flag makes Node drop the code cache of its own modules, which is why a cold
 * start on Lambda costs more CPU than the same program in a shell.
 */
export const LAMBDA_V8_FLAGS = ['--expose-gc', '--max-old-space-size=460', '--max-semi-space-size=13'];

/** A function, and its values of environment keys that the manifest calls settings. */
interface NamedSettings {
  readonly functionName: string;
  readonly settings: (doubleUrl: string) => Readonly<Record<string, string>>;
}

/**
 * The environment of a function on Lambda, its AWS being the double: the keys that the manifest lists, and nothing of the
 * environment that the bench itself has.
 *
 * @throws Error that names every setting without a value in the function's scenario.
 */
export function functionEnvironment(
  { functionName, settings }: NamedSettings,
  { url, caFile }: Pick<AwsDouble, 'url' | 'caFile'>,
  logLevel = 'INFO',
): Record<string, string> {
  const given = settings(url);
  const keys = Object.entries(MANIFEST.functions[functionName]?.environment ?? {});
  const values = keys.map(([key, source]) => [key, given[key] ?? resourceOf(source, url)] as const);
  const missing = keys.filter(([, { optional }], at) => !optional && values[at]?.[1] === undefined);
  if (missing.length > 0)
    throw new Error(`the scenario of ${functionName} has no ${missing.map(([key]) => key).join(', ')}`);
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'ca-central-1',
    AWS_ACCESS_KEY_ID: 'ASIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    LAMBDA_TASK_ROOT: '/var/task',
    POWERTOOLS_LOG_LEVEL: logLevel,
    POWERTOOLS_SERVICE_NAME: `fintech-solution-dev-${functionName}`,
    ...Object.fromEntries(values.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  };
}

/** The name or URL of a resource of the double; undefined for a setting. */
function resourceOf(source: EnvironmentSource, url: string): string | undefined {
  if ('table' in source) return source.table;
  if ('queue' in source) return `${url}/123456789012/${source.queue}`;
  if ('deadLettersOf' in source) return `${url}/123456789012/${source.deadLettersOf}-dlq`;
  return 'parameter' in source ? `/bench/${source.parameter}` : undefined;
}
