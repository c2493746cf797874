import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES } from '../../../../deployment/manifest.ts';
import { renderTemplate } from '../../../src/setup/openapi-template.ts';

const TEMPLATE = path.join(
  __dirname,
  '../../../../infra-as-code/modules/common/templates/endpoints.oas.yaml',
);
const FUNCTIONS =
  'arn:aws:apigateway:ca-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:ca-central-1:123456789012:function';

/** Invocation ARN of a function, as Terraform writes it into the document. */
export const invocationUri = (name: string): string => `${FUNCTIONS}:${name}/invocations`;

/** The project's own API document, rendered with an environment's values. */
export function renderedApi(values: Record<string, string | number> = {}): string {
  return renderTemplate(readFileSync(TEMPLATE, 'utf8'), {
    invocation_uri: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, invocationUri(name)])),
    authorizer_cache_ttl_seconds: 250,
    integration_timeout_ms: 29_000,
    api_base_url: '/dev',
    ...values,
  });
}
