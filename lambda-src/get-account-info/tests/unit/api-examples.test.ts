import { readFileSync } from 'node:fs';
import path from 'node:path';
import { newAccount } from '@fintech-solution/domain/account';
import { HTTP_ERRORS } from '@fintech-solution/domain/ledger/ledger-error';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { PROBLEM_MESSAGES } from '@fintech-solution/domain/problem-messages.fr';
import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import { parse } from 'yaml';
import { type Outcome, toResponse } from '../../src/responses.ts';

const DOCUMENT = path.resolve(
  __dirname,
  '../../../../infra-as-code/modules/common/templates/endpoints.oas.yaml',
);
const ACCOUNT = newAccount('224622000001' as Msisdn, 1_000n);

// Terraform's placeholders stand where YAML expects plain values.
const document = parse(readFileSync(DOCUMENT, 'utf8').replace(/\$\{[^}]+\}/g, '1'));

/** Every example of an answer in the API's definition, by status and name. */
function exampleOf(status: string, name: string): unknown {
  const { $ref } = document.paths['/get-account-info/msisdn/{msisdn}'].get.responses[status];
  const { content } = document.components.responses[$ref.split('/').at(-1)];
  return (Object.values(content)[0] as { examples: Record<string, { value: unknown }> }).examples[name]
    ?.value;
}

describe('the API’s definition shows the very answers of the function', () => {
  it.each<[string, string, Outcome]>([
    ['200', 'found', { kind: 'found', account: ACCOUNT }],
    ['200', 'beingOpened', { kind: 'being-opened' }],
    ['200', 'closed', { kind: 'closed' }],
    ['400', 'notASubscriber', { kind: 'msisdn-invalid' }],
    ['403', 'forbidden', { kind: 'forbidden' }],
    ['429', 'openingsSpent', { kind: 'openings-spent', limit: 'caller', retryAfterSeconds: 1 }],
    ['429', 'enquiriesSpent', { kind: 'enquiries-spent', retryAfterSeconds: 1 }],
    ['500', 'internalError', { kind: 'internal-error' }],
    ['503', 'unavailable', { kind: 'unavailable' }],
  ])('%s %s', (status, name, outcome) => {
    const answer = toResponse(outcome, {});

    expect(String(answer.statusCode)).toBe(status);
    expect(exampleOf(status, name)).toEqual(JSON.parse(answer.body));
  });
});

describe('one sentence stands for each refusal', () => {
  const sentences: Readonly<Record<string, string>> = PROBLEM_MESSAGES;
  type Body = { code?: string; message: string };

  it('in each of API Gateway’s own answers', () => {
    const answers: { responseTemplates: { 'application/json': string } }[] = Object.values(
      document['x-amazon-apigateway-gateway-responses'],
    );
    const bodies = answers.map(({ responseTemplates }): Body =>
      JSON.parse(responseTemplates['application/json']),
    );
    expect(bodies.length).toBeGreaterThan(10);
    for (const { code = '', message } of bodies)
      expect({ code, message }).toEqual({ code, message: sentences[code] });
  });

  it('in each example of the API’s definition', () => {
    const responses: { content?: Record<string, { examples?: Record<string, { value: Body }> }> }[] =
      Object.values(document.components.responses);
    const problems = responses
      .flatMap(({ content }) => Object.values(content?.['application/problem+json']?.examples ?? {}))
      .map(({ value }) => value)
      .filter(({ code = '' }) => code in sentences);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(Object.keys(sentences)));
    // The ledger's routes say two of these codes in words of their own.
    const ofTheLedger = Object.values(HTTP_ERRORS);
    for (const { code = '', message } of problems)
      expect([
        sentences[code],
        ...(code === 'TOO_MANY_REQUESTS' ? [MESSAGES.openingsSpent] : []),
        ...ofTheLedger.filter((error) => error.code === code).map((error) => error.message),
      ]).toContain(message);
  });

  it('and each of its codes is in the API’s definition', () => {
    const codes: unknown[] = document.components.schemas.Problem.properties.code.enum;
    expect(codes).toEqual(expect.arrayContaining(Object.keys(sentences)));
  });
});
