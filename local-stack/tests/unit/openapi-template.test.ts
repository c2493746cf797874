import { renderTemplate, resolveReferences } from '../../src/setup/openapi-template.ts';

describe('renderTemplate', () => {
  it('fills in variables', () => {
    expect(renderTemplate('uri: ${uri}\nms: ${ ms }', { uri: 'a$&b', ms: 29000 })).toBe(
      'uri: a$&b\nms: 29000',
    );
  });

  it('turns a doubled dollar into a literal one', () => {
    expect(renderTemplate('$${not_a_variable}', {})).toBe('${not_a_variable}');
  });

  it('fills in entries of a map', () => {
    expect(renderTemplate('${uri["get-account-info"]}', { uri: { 'get-account-info': 'arn' } })).toBe('arn');
  });

  it.each(['${uri["other"]}', '${uri}', '${name["key"]}'])('refuses %s, which has no value', (text) => {
    expect(() => renderTemplate(text, { uri: { reader: 'arn' }, name: 'text' })).toThrow(text);
  });

  it('refuses a variable that is not set', () => {
    expect(() => renderTemplate('${missing}', {})).toThrow('${missing}');
  });

  it('refuses what only Terraform can evaluate', () => {
    expect(() => renderTemplate('${upper(a)}', { a: 'x' })).toThrow('${upper(a)}');
    expect(() => renderTemplate('%{ if x }', {})).toThrow('%{ if x }');
  });
});

describe('resolveReferences', () => {
  it('puts what is referred to in the place of each reference, through several steps', () => {
    const components = { a: { $ref: '#/components/b~1c' }, 'b/c': { type: 'string' } };
    expect(resolveReferences({ use: [{ $ref: '#/components/a' }], components })).toEqual({
      use: [{ type: 'string' }],
      components: { a: { type: 'string' }, 'b/c': { type: 'string' } },
    });
  });

  it.each([
    ['points to nothing', { a: { $ref: '#/nothing/here' } }],
    ['leaves the document', { a: { $ref: 'other.yaml#/a' } }],
    ['contains itself', { a: { inner: { $ref: '#/a' } } }],
  ])('refuses a reference that %s', (_case, document) => {
    expect(() => resolveReferences(document)).toThrow('the reference');
  });
});
