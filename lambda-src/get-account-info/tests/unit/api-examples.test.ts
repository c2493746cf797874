import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Outcome, toResponse } from '../../src/responses.ts';

const DOCUMENT = path.resolve(
  __dirname,
  '../../../../infra-as-code/modules/common/templates/endpoints.oas.yaml',
);
const ACCOUNT = { msisdn: '224622000001', balance: 1_000n, currency: 'GNF' } as Extract<
  Outcome,
  { kind: 'found' }
>['account'];

/** Every example of an answer in the API's definition, by status and name. */
function exampleOf(status: string, name: string): unknown {
  // Terraform's placeholders stand where YAML expects plain values.
  const document = parse(readFileSync(DOCUMENT, 'utf8').replace(/\$\{[^}]+\}/g, '1'));
  const { $ref } = document.paths['/get-account-info/msisdn/{msisdn}'].get.responses[status];
  const { content } = document.components.responses[$ref.split('/').at(-1)];
  return (Object.values(content)[0] as { examples: Record<string, { value: unknown }> }).examples[name]
    ?.value;
}

describe('the API’s definition shows the very answers of the function', () => {
  it.each<[string, string, Outcome]>([
    ['200', 'found', { kind: 'found', account: ACCOUNT }],
    ['200', 'beingOpened', { kind: 'being-opened' }],
    ['400', 'notASubscriber', { kind: 'msisdn-invalid' }],
    ['403', 'forbidden', { kind: 'forbidden' }],
    ['500', 'internalError', { kind: 'internal-error' }],
    ['503', 'unavailable', { kind: 'unavailable' }],
  ])('%s %s', (status, name, outcome) => {
    const answer = toResponse(outcome, {});

    expect(String(answer.statusCode)).toBe(status);
    expect(exampleOf(status, name)).toEqual(JSON.parse(answer.body));
  });
});
