/** A query string as a proxy event shows it: the last value of each name, and all of them. */
export interface QueryParameters {
  readonly single: Readonly<Record<string, string>> | null;
  readonly multi: Readonly<Record<string, readonly string[]>> | null;
}

/**
 * Decodes a query string as REST APIs do before they call a function: unlike path parameters, names and values arrive
 * decoded, a plus sign is a space, the single-value map keeps the last value, and a semicolon splits like an ampersand.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function parseQueryString(query: string): QueryParameters {
  const multi = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query.replaceAll(';', '&'))) {
    const values = multi.get(name);
    if (values) values.push(value);
    else multi.set(name, [value]);
  }
  if (multi.size === 0) return { single: null, multi: null };
  return {
    single: Object.fromEntries([...multi].map(([name, values]) => [name, values.at(-1) ?? ''])),
    multi: Object.fromEntries(multi),
  };
}
