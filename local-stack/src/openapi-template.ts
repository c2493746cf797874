/**
 * Renders a template as Terraform's `templatefile()` does, as far as the API's template uses it:
 * `${name}` is a variable, `$${` a literal `${`. Directives (`%{…}`) and expressions are refused, not ignored.
 *
 * @throws an Error that names a variable which was not given, or text that only Terraform could evaluate.
 * @see https://developer.hashicorp.com/terraform/language/functions/templatefile
 */
export function renderTemplate(
  template: string,
  variables: Readonly<Record<string, string | number>>,
): string {
  const directive = /(?<!%)%\{[^}]*\}/.exec(template)?.[0];
  if (directive !== undefined)
    throw new Error(`the template uses ${directive}, which only Terraform evaluates`);
  return template.replace(/\$\$\{|\$\{([^}]*)\}/g, (found, expression: string | undefined) => {
    if (expression === undefined) return '${';
    const value = variables[expression.trim()];
    if (value === undefined) throw new Error(`the template asks for ${found}, which nobody set`);
    return String(value);
  });
}
