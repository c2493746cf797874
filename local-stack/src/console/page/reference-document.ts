import { parse } from 'yaml';

/**
 * The API's OpenAPI document as clients read it: what only API Gateway understands (`x-amazon-…`) is left out.
 *
 * @param openApi the rendered template, YAML.
 */
export function referenceDocument(openApi: string): unknown {
  return withoutExtensions(parse(openApi));
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
