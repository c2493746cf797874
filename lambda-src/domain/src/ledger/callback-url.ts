const MAX_CALLBACK_URL_CHARACTERS = 2_048;

/**
 * True for a URL that a callback may be sent to: https, without credentials, on an allowed host. A host is allowed by its
 * exact name (`hooks.example`), or as any name below a suffix (`*.example`). Plain http is for this machine alone, and
 * only where it is listed too, which a deployment never does.
 */
export function isAllowedCallbackUrl(text: string, allowedHosts: readonly string[]): boolean {
  if (text.length > MAX_CALLBACK_URL_CHARACTERS || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) return false;
  return allowedHosts.some((allowed) =>
    allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : hostname === allowed,
  );
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
