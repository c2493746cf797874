const MAX_CALLBACK_URL_CHARACTERS = 2_048;

/**
 * True for a text that can be a callback's URL: https, without credentials. Plain http is for this machine alone, which
 * no deployment allows as a host.
 */
export function isCallbackUrl(text: string): boolean {
  if (text.length > MAX_CALLBACK_URL_CHARACTERS || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * True where callbacks may go to the host of this URL. A host is allowed by its exact name (`hooks.example`), or as any
 * name below a suffix (`*.example`).
 *
 * @param url one that {@link isCallbackUrl} accepts.
 */
export function isAllowedHost(url: string, allowedHosts: readonly string[]): boolean {
  const { hostname } = new URL(url);
  return allowedHosts.some((allowed) =>
    allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : hostname === allowed,
  );
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
