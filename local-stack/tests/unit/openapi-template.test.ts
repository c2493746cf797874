import { renderTemplate } from '../../src/openapi-template.ts';

describe('renderTemplate', () => {
  it('fills in variables', () => {
    expect(renderTemplate('uri: ${uri}\nms: ${ ms }', { uri: 'a$&b', ms: 29000 })).toBe(
      'uri: a$&b\nms: 29000',
    );
  });

  it('turns a doubled dollar into a literal one', () => {
    expect(renderTemplate('$${not_a_variable}', {})).toBe('${not_a_variable}');
  });

  it('refuses a variable that nobody set', () => {
    expect(() => renderTemplate('${missing}', {})).toThrow('${missing}');
  });

  it('refuses what only Terraform can evaluate', () => {
    expect(() => renderTemplate('${upper(a)}', { a: 'x' })).toThrow('${upper(a)}');
    expect(() => renderTemplate('%{ if x }', {})).toThrow('%{ if x }');
  });
});
