// The API's definition as a plan has it: rendered, and read.
import { parse } from 'yaml';

export const API = 'aws_api_gateway_rest_api.this';
export const STAGE = 'aws_api_gateway_stage.this';

/** The definition of the API that the plan would send to API Gateway. */
export const bodyOf = (plan) => parse(plan.at(API).body);

/** Replaces text of the plan's definition; throws where it is not there, because a spoilt plan would then be a good one. */
export function editBody(plan, from, to) {
  const body = plan.at(API).body;
  if (!body.includes(from)) throw new Error(`the API's body does not hold ${from}`);
  plan.at(API).body = body.replaceAll(from, to);
}

/** Every operation of the API: `{ method, path, operation }`. */
export function operationsOf(body) {
  const methods = [
    'get',
    'put',
    'post',
    'delete',
    'patch',
    'head',
    'options',
    'x-amazon-apigateway-any-method',
  ];
  return Object.entries(body.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ method: method.toUpperCase(), path, operation: item[method] })),
  );
}
