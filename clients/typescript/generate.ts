// Writes src/api.ts from the API's definition; with --check only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { FUNCTION_NAMES } from '../../deployment/manifest.ts';
import { HTTP_ERRORS } from '@fintech-solution/domain/ledger/ledger-error';
import { PROBLEM_MESSAGES } from '@fintech-solution/domain/problem-messages.fr';
import openapiTS, { astToString } from 'openapi-typescript';
import { referenceDocument } from '@fintech-solution/local-stack/console/page/reference-document';
import { renderTemplate } from '@fintech-solution/local-stack/setup/openapi-template';

const template = new URL('../../infra-as-code/modules/common/templates/endpoints.oas.yaml', import.meta.url);
const target = new URL('src/api.ts', import.meta.url);

const openApi = renderTemplate(readFileSync(template, 'utf8'), {
  invocation_uri: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, name])),
  authorizer_cache_ttl_seconds: 0,
  integration_timeout_ms: 29_000,
  api_base_url: '/dev',
});
const document = referenceDocument(openApi) as Parameters<typeof openapiTS>[0];
const ledgerMessages = Object.fromEntries(
  Object.values(HTTP_ERRORS).map(({ code, message }) => [code, message]),
);
const text = `// Generated from the API's definition by generate.ts. Change the definition, then run: npm run client\n${astToString(
  await openapiTS(document),
)}
/** A French sentence for each refusal; an answer of the ledger brings its own where it says it more exactly. */
export const PROBLEM_MESSAGES = ${JSON.stringify({ ...ledgerMessages, ...PROBLEM_MESSAGES }, null, 4)} as const;
`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('clients/typescript/src/api.ts is not what the API’s definition says. Type: npm run client');
  process.exit(1);
}
