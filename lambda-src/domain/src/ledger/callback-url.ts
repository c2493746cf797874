const MAX_CALLBACK_URL_CHARACTERS = 2_048;

/** Where callbacks of a deployment may go. */
export interface CallbackHosts {
  /** Exact names (`hooks.example`), or every name below a suffix (`*.example`); in lower case. */
  readonly names: readonly string[];
  /** Plain http to this machine is allowed: only where AWS itself is on this machine, as in the local stack. */
  readonly isLoopbackAllowed: boolean;
}

/**
 * True for a text that can be a callback's URL: https to a named host on its usual port, without credentials or a fragment.
 * A name that is allowed says nothing about the host's other ports, and an address is no name. Plain http is for this
 * machine alone.
 */
export function isCallbackUrl(text: string): boolean {
  // Only what every parser reads alike: no blanks, no backslash, no letters beyond ASCII, no third slash before the host.
  if (text.length > MAX_CALLBACK_URL_CHARACTERS || !/^https?:\/\/(?!\/)[!-[\]-~]+$/i.test(text)) return false;
  if (text.includes('#') || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || /^[^/?]*@/.test(text.slice(text.indexOf('//') + 2)))
    return false;
  return isLoopbackUrl(url) || (url.protocol === 'https:' && url.port === '' && isName(url.hostname));
}

/**
 * True where a callback may go to this URL.
 *
 * @param url one that {@link isCallbackUrl} accepts.
 */
export function isAllowedUrl(url: string, { names, isLoopbackAllowed }: CallbackHosts): boolean {
  const target = new URL(url);
  if (isLoopbackUrl(target)) return isLoopbackAllowed;
  const { hostname } = target;
  return names.some((name) => (name.startsWith('*.') ? hostname.endsWith(name.slice(1)) : hostname === name));
}

/** True for plain http to this machine. */
export function isLoopbackUrl({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
/** RFC 1123, section 2.1. A last label without a letter would be read as an address. */
const HOST_NAME = new RegExp(`^(?!.{254})(${LABEL}\\.)*(?=[a-z0-9-]*[a-z])${LABEL}$`);

/** True for an entry that {@link CallbackHosts} may have: a name, or `*.` before a name of two labels or more. */
export function isHostPattern(text: string): boolean {
  if (text.startsWith('*.')) return text.includes('.', 2) && isName(text.slice(2));
  return isName(text);
}

function isName(hostname: string): boolean {
  return HOST_NAME.test(hostname);
}
