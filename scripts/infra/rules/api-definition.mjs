// The API's definition: what the plan gives to API Gateway, and the whole document that it is made from.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES } from '../../../deployment/manifest.ts';
import { renderTemplate } from '../../../local-stack/src/setup/openapi-template.ts';
import { infra } from '../terraform.mjs';

export const API = 'aws_api_gateway_rest_api.this';
export const STAGE = 'aws_api_gateway_stage.this';

const TEMPLATE = path.join(infra, 'modules', 'common', 'templates', 'endpoints.oas.yaml');
const METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'patch',
  'head',
  'options',
  'x-amazon-apigateway-any-method',
];

/** The part of the definition that the plan sends to API Gateway. */
export const bodyOf = (plan) => JSON.parse(plan.at(API).body);

/** Changes the plan's definition. */
export function editBody(plan, edit) {
  const body = bodyOf(plan);
  edit(body);
  plan.at(API).body = JSON.stringify(body);
}

/** Every operation of the API: `{ method, path, operation }`. */
export function operationsOf(body) {
  return Object.entries(body.paths).flatMap(([route, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      method: method.toUpperCase(),
      path: route,
      operation: item[method],
    })),
  );
}

/** The operations that a function answers: all but the preflight of a route, which API Gateway answers by itself. */
export const routesOf = (body) =>
  operationsOf(body).filter(({ operation }) => operation['x-amazon-apigateway-integration']?.type !== 'mock');

/** The whole document, YAML, with an environment's values. */
export const renderedDocument = () =>
  renderTemplate(readFileSync(TEMPLATE, 'utf8'), {
    invocation_uri: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, name])),
    authorizer_cache_ttl_seconds: 250,
    integration_timeout_ms: 29_000,
    api_base_url: '/dev',
  });
