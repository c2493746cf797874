/** Calls one operation of a JSON-protocol AWS API and gives its output. */
export type AwsJsonClient = (
  target: string,
  input: object,
  signal?: AbortSignal,
) => Promise<Record<string, unknown>>;

/**
 * The stack's own client for its emulators: they check no signature, so it sends a placeholder.
 *
 * @param accessKeyId tells the AWS endpoint who calls.
 * @param region appears in the credential scope, because emulators put it into ARNs.
 * @throws an Error that carries the AWS error's type and message.
 */
export function createAwsJsonClient(url: string, region: string, accessKeyId = 'LOCALSTACK'): AwsJsonClient {
  return async (target, input, signal) => {
    const [prefix = ''] = target.split('.');
    const service = prefix.startsWith('DynamoDB') ? 'dynamodb' : prefix.replace('Amazon', '').toLowerCase();
    const response = await fetch(url, {
      method: 'POST',
      ...(signal && { signal }),
      body: JSON.stringify(input),
      headers: {
        'content-type': `application/x-amz-json-${service === 'ssm' ? '1.1' : '1.0'}`,
        'x-amz-target': target,
        'x-amz-date': '20250101T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20250101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      },
    });
    const output = (await response.json()) as Record<string, unknown>;
    if (!response.ok)
      throw new Error(
        `${target}: ${String(output['__type'])} ${String(output['message'] ?? output['Message'] ?? '')}`,
      );
    return output;
  };
}
