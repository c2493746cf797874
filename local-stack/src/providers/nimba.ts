/** An SMS request as it reached the double. */
export interface NimbaRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What the double answers, and the SMS that it accepted, if it did. */
export interface NimbaVerdict {
  readonly status: number;
  readonly document: Record<string, unknown>;
  readonly accepted?: { readonly to: string[]; readonly sender_name: string; readonly message: string };
}

/**
 * Judges one request as the SMS provider's `POST /v1/messages` does.
 *
 * @param storedCredentials the parameter's JSON `{"client_id","client_secret"}`: so a rotated secret is refused here
 *   until the function reads the parameter again.
 * @see https://developers.nimbasms.com/
 */
export function judgeSms(
  request: NimbaRequest,
  storedCredentials: string | undefined,
  nextId: () => string,
): NimbaVerdict {
  if (request.method !== 'POST') return { status: 405, document: { detail: 'Method not allowed.' } };
  if (storedCredentials === undefined || request.authorization !== basicOf(storedCredentials))
    return { status: 401, document: { detail: 'Invalid authentication credentials.' } };
  const sms = parse(request.body);
  const faults = faultsOf(sms);
  if (Object.keys(faults).length > 0) return { status: 400, document: faults };
  const { to, sender_name, message } = sms as { to: string[]; sender_name: string; message: string };
  return { status: 201, document: { messageid: nextId() }, accepted: { to, sender_name, message } };
}

/** Longest message that the provider takes, in characters. */
const MESSAGE_LIMIT = 665;

/** Longest alphanumeric sender name in GSM networks. */
const SENDER_LIMIT = 11;

function faultsOf({ to, sender_name: sender, message }: Record<string, unknown>): Record<string, string[]> {
  return {
    ...(Array.isArray(to) &&
    to.length > 0 &&
    to.every((number) => typeof number === 'string' && /^\d{8,15}$/.test(number))
      ? {}
      : { to: ['A list of numbers is required.'] }),
    ...(typeof sender === 'string' && sender.length > 0 && sender.length <= SENDER_LIMIT
      ? {}
      : { sender_name: [`1 to ${SENDER_LIMIT} characters.`] }),
    ...(typeof message === 'string' && message.length > 0 && message.length <= MESSAGE_LIMIT
      ? {}
      : { message: [`1 to ${MESSAGE_LIMIT} characters.`] }),
  };
}

function basicOf(storedCredentials: string): string {
  const { client_id: id, client_secret: secret } = parse(storedCredentials);
  return `Basic ${Buffer.from(`${String(id)}:${String(secret)}`).toString('base64')}`;
}

function parse(text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
