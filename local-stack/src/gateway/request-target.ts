/** The parts of a request line's target that routing needs, all still percent-encoded. */
export interface RequestTarget {
  /** First path segment. */
  readonly stage: string;
  /** The path inside the stage, with a leading slash; a trailing slash is kept. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
}

const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

/**
 * Takes a request target apart without decoding it.
 *
 * REST APIs hand path parameters over percent-encoded, so `%2F` is a character of its segment and never a separator;
 * slashes in front of the resource path collapse to one.
 *
 * @returns undefined for a target that is refused before routing: a broken escape, raw bytes outside ASCII, or a raw
 *   pipe or curly brace in the query.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export function parseRequestTarget(url: string): RequestTarget | undefined {
  const origin = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = origin.split('#');
  const mark = beforeFragment.indexOf('?');
  const fullPath = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark);
  const query = mark === -1 ? '' : beforeFragment.slice(mark + 1);
  if (!fullPath.startsWith('/') || !VISIBLE_ASCII.test(origin) || BAD_ESCAPE.test(origin)) return undefined;
  if (/[|{}]/.test(query)) return undefined;
  const [, stage = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(fullPath) ?? [];
  return { stage, path: `/${rest.replace(/^\/+/, '')}`, query };
}
