/** Values of a template's variables: a text or number, or a map whose entries the template names (`${uri["reader"]}`). */
export type TemplateVariables = Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;

const PLACEHOLDER = /\$\$\{|\$\{([^}]*)\}/g;
const NAME_OR_ENTRY = /^(\w+)(?:\["([^"]+)"\])?$/;

/**
 * Renders a template as Terraform's `templatefile()` does, as far as the API's template uses it: `${name}` is a variable,
 * `${name["key"]}` an entry of a map, `$${` a literal `${`. Directives (`%{…}`) and other expressions are refused.
 *
 * @throws an Error that names a variable which has no value, or text that only Terraform can evaluate.
 * @see https://developer.hashicorp.com/terraform/language/functions/templatefile
 */
export function renderTemplate(template: string, variables: TemplateVariables): string {
  const directive = /(?<!%)%\{[^}]*\}/.exec(template)?.[0];
  if (directive !== undefined)
    throw new Error(`the template uses ${directive}, which only Terraform evaluates`);
  return template.replace(PLACEHOLDER, (found, expression: string | undefined) => {
    if (expression === undefined) return '${';
    const value = valueOf(expression.trim(), variables);
    if (value === undefined) throw new Error(`the template asks for ${found}, which has no value`);
    return String(value);
  });
}

function valueOf(expression: string, variables: TemplateVariables): string | number | undefined {
  const [, name = '', key] = NAME_OR_ENTRY.exec(expression) ?? [];
  const value = variables[name];
  if (typeof value === 'object') return key === undefined ? undefined : value[key];
  return key === undefined ? value : undefined;
}

/**
 * The document with each reference (`$ref`) replaced by what it points to.
 *
 * @throws an Error that names a reference which leaves the document, points to nothing, or contains itself.
 * @see https://spec.openapis.org/oas/v3.0.1.html#reference-object
 */
export function resolveReferences(document: unknown): unknown {
  const resolve = (value: unknown, open: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((entry) => resolve(entry, open));
    if (typeof value !== 'object' || value === null) return value;
    const reference = (value as Record<string, unknown>)['$ref'];
    if (typeof reference !== 'string')
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner, open)]));
    if (open.includes(reference)) throw new Error(`the reference ${reference} contains itself`);
    return resolve(targetOf(document, reference), [...open, reference]);
  };
  return resolve(document, []);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function targetOf(document: unknown, reference: string): unknown {
  const [start, ...names] = reference.split('/');
  let target: unknown = start === '#' ? document : undefined;
  for (const name of names.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')))
    target =
      typeof target === 'object' && target !== null ? (target as Record<string, unknown>)[name] : undefined;
  if (target === undefined) throw new Error(`the reference ${reference} points to nothing`);
  return target;
}
