import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { SmsCredentials, SmsCredentialsSource } from './nimba-sms.ts';

/**
 * The SMS provider's credentials from an encrypted parameter, kept for the life of the environment: one read
 * serves thousands of messages, and concurrent callers share it. A failed read is forgotten.
 */
export function createSsmSmsCredentials(client: SSMClient, parameterName: string): SmsCredentialsSource {
  let current: Promise<SmsCredentials> | undefined;

  async function read(): Promise<SmsCredentials> {
    const command = new GetParameterCommand({ Name: parameterName, WithDecryption: true });
    const { Parameter } = await client.send(command);
    return parseCredentials(Parameter?.Value ?? '');
  }

  function get(): Promise<SmsCredentials> {
    const reading = (current ??= read());
    reading.catch(() => {
      if (current === reading) current = undefined;
    });
    return reading;
  }

  return {
    get,
    async replacing(stale) {
      const known = current;
      const pair = await known?.catch(() => stale);
      // Ten messages refused at once lead to one new read: only the first still finds the stale pair's promise here.
      if (pair === stale && current === known) current = undefined;
      return get();
    },
  };
}

/** The parameter's text is never quoted in an error: it is the secret. */
function parseCredentials(text: string): SmsCredentials {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('The SMS credentials parameter is not JSON');
  }
  const { client_id: clientId, client_secret: clientSecret } = (value ?? {}) as Record<string, unknown>;
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string' || !clientId || !clientSecret)
    throw new Error('The SMS credentials parameter lacks client_id or client_secret');
  return { clientId, clientSecret };
}
