// Rules over what the stage serves, and over who may call the functions.
import { createHash } from 'node:crypto';
import { API, bodyOf, editBody, routesOf, STAGE } from './api-definition.mjs';

const DEPLOYMENT = 'aws_api_gateway_deployment.this';

export const invocationRules = [
  {
    id: 'P21',
    title: 'every function that the API names may be called by this API alone',
    check(plan) {
      const body = bodyOf(plan);
      const executionArn = plan.at(API).execution_arn;
      const functionOf = (uri) => /functions\/(.+)\/invocations$/.exec(uri)?.[1];
      const authorizers = Object.values(body.components.securitySchemes).map((scheme) => [
        functionOf(scheme['x-amazon-apigateway-authorizer'].authorizerUri),
        `${executionArn}/authorizers/*`,
      ]);
      const routes = routesOf(body).map(({ method, path, operation }) => [
        functionOf(operation['x-amazon-apigateway-integration'].uri),
        `${executionArn}/${plan.at(STAGE).stage_name}/${method}${path.replace(/\{[^}]+\}/g, '*')}`,
      ]);
      const wanted = [...authorizers, ...routes].map(([arn, source]) => `${source} → ${arn}`);
      const granted = plan
        .all('aws_lambda_permission')
        .map(({ values }) => `${values.source_arn} → ${arnOf(plan, values.function_name)}`);
      return [
        ...wanted.map((grant) => granted.includes(grant) || `nothing permits ${grant}`),
        ...granted.map((grant) => wanted.includes(grant) || `too much is permitted: ${grant}`),
        ...plan
          .all('aws_lambda_permission')
          .map(
            ({ address, values }) =>
              values.principal === 'apigateway.amazonaws.com' || `${address} permits ${values.principal}`,
          ),
        ...plan
          .all('aws_lambda_permission')
          .map(
            ({ address, values }) =>
              values.action === 'lambda:InvokeFunction' || `${address} permits ${values.action}`,
          ),
        ...plan
          .all('aws_lambda_function_url')
          .map(({ address }) => `${address} is an address beside the API, without its authorizer`),
      ];
    },
    negativeCases: [
      (plan) =>
        plan.resources.splice(
          plan.resources.findIndex(({ address }) => address === 'aws_lambda_permission.authorizer'),
          1,
        ),
      (plan) => (plan.all('aws_lambda_permission').at(-1).values.source_arn += '*'),
      (plan) => (plan.at('aws_lambda_permission.authorizer').principal = '*'),
      (plan) => (plan.at('aws_lambda_permission.authorizer').action = 'lambda:*'),
      (plan) =>
        plan.resources.push({
          address: 'aws_lambda_function_url.open',
          type: 'aws_lambda_function_url',
          values: {},
        }),
    ],
  },
  {
    id: 'P21b',
    title:
      'what the stage serves is the API’s definition as it is now: a route that changes makes a new deployment',
    check(plan) {
      const { body } = plan.at(API);
      return [
        plan.at(DEPLOYMENT).triggers?.body === createHash('sha256').update(body).digest('hex') ||
          'the definition changes and no deployment follows: the stage goes on with the old one',
      ];
    },
    negativeCases: [
      {
        mutate: (plan) =>
          editBody(plan, ({ paths }) => {
            paths['/new-route'] = Object.values(paths)[0];
          }),
        says: /no deployment follows/,
      },
      (plan) => delete plan.at(DEPLOYMENT).triggers,
    ],
  },
];

function arnOf(plan, functionName) {
  return (
    plan.all('aws_lambda_function').find(({ values }) => values.function_name === functionName)?.values.arn ??
    functionName
  );
}
