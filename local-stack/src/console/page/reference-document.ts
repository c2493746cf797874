import { parse } from 'yaml';

/**
 * The API's OpenAPI document as clients of the local stack read it: what only API Gateway understands (`x-amazon-…`) is
 * left out, and the server is called what it is here.
 *
 * @param openApi the rendered template, YAML.
 */
export function referenceDocument(openApi: string): unknown {
  const { servers, ...document } = withoutExtensions(parse(openApi)) as { servers?: { url: string }[] };
  return {
    ...document,
    ...(servers && { servers: servers.map(({ url }) => ({ url, description: 'Pile locale' })) }),
  };
}

function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith('x-amazon-'))
      .map(([name, inner]) => [name, withoutExtensions(inner)]),
  );
}
