// The AWS command line, asked for JSON. The operators have it anyway, and it follows their profile, SSO and endpoint.
import { spawnSync } from 'node:child_process';

const TIME_OUTS = ['--cli-connect-timeout', '10', '--cli-read-timeout', '60'];

/** With the environment of the settings (their childEnv): `{ ok: true, data }` or `{ ok: false, code, message }`; the code is AWS's own, or `NoCommand`. */
export function aws(args, { env, input }) {
  const result = spawnSync('aws', [...args, ...endpointOf(args[0], env), '--output', 'json', ...TIME_OUTS], {
    env,
    encoding: 'utf8',
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) return { ok: false, code: 'NoCommand', message: result.error.message };
  if (result.status === 0)
    return { ok: true, data: result.stdout.trim() === '' ? {} : JSON.parse(result.stdout) };
  const message = result.stderr.trim();
  return {
    ok: false,
    code:
      /\((\w+)\) when calling/.exec(message)?.[1] ??
      /\b(ExpiredToken\w*|Unable to locate credentials)/.exec(message)?.[1] ??
      'Error',
    message,
  };
}

/** Version 1 of the command line forgets AWS_ENDPOINT_URL for this one service, and would ask AWS itself. */
function endpointOf(service, env) {
  const url = env.AWS_ENDPOINT_URL_SQS ?? env.AWS_ENDPOINT_URL;
  return service === 'sqs' && url ? ['--endpoint-url', url] : [];
}
