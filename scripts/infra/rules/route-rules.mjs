// Rules over the way to a route: what looks like a token, and that no route is open.
import { bodyOf, editBody, routesOf } from './api-definition.mjs';

const GOOD_HEADER = 'Bearer eyJh.eyJz.c2ln';
const BAD_HEADERS = [
  'Bearer eyJh.eyJz',
  'Bearer a.b.c.d',
  'Bearer  a.b.c',
  'Basic a.b.c',
  'a.b.c',
  'Bearer a.b.c=',
  ' Bearer a.b.c',
  'Bearer a..c',
  `Bearer a.b.${'c'.repeat(8_192)}`,
];

export const routeRules = [
  {
    id: 'P6',
    title: 'the authorizer’s answer is cached for 300 s at most, and only for what looks like a token',
    check(plan) {
      return Object.entries(bodyOf(plan).components.securitySchemes).flatMap(([scheme, settings]) => {
        const {
          authorizerResultTtlInSeconds: ttl,
          identityValidationExpression,
          type,
        } = settings['x-amazon-apigateway-authorizer'] ?? {};
        const expression = new RegExp(identityValidationExpression ?? '', 'u');
        return [
          (settings.in === 'header' && settings.name === 'Authorization') ||
            `${scheme} reads the token from ${settings.in} ${settings.name}`,
          type === 'token' || `the authorizer is of type ${type}`,
          (ttl >= 0 && ttl <= 300) || `the authorizer’s answer is kept ${ttl} s`,
          expression.test(GOOD_HEADER) || 'the expression refuses a good header',
          ...BAD_HEADERS.map(
            (header) => !expression.test(header) || `the expression lets through "${header.slice(0, 20)}"`,
          ),
        ];
      });
    },
    negativeCases: [
      (plan) => editScheme(plan, (scheme) => (scheme.name = 'X-Token')),
      (plan) => editAuthorizer(plan, (settings) => (settings.authorizerResultTtlInSeconds = 301)),
      (plan) => editExpression(plan, '(?=.{1,8192}$)', ''),
      (plan) => editExpression(plan, '[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', '.*$'),
    ],
  },
  {
    id: 'P7',
    title: 'every route asks for a token and declares its path parameters',
    check(plan) {
      const operations = routesOf(bodyOf(plan));
      return [
        operations.length > 0 || 'the API has no route',
        ...operations.flatMap(({ method, path, operation }) => {
          const parameters = operation.parameters ?? [];
          const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
          return [
            // Each entry is an alternative: one without the authorizer opens the route.
            ((operation.security ?? []).length > 0 &&
              operation.security.every((scheme) => 'JwtAuthorizer' in scheme)) ||
              `${method} ${path} is open to anybody`,
            ...named.map(
              (name) =>
                parameters.some((p) => p.in === 'path' && p.name === name && p.required) ||
                `${method} ${path}: {${name}} is not declared`,
            ),
          ];
        }),
      ];
    },
    negativeCases: [
      (plan) => editRoutes(plan, (operation) => (operation.security = [{}])),
      (plan) => editRoutes(plan, (operation) => operation.security.push({})),
      (plan) => editRoutes(plan, (operation) => (operation.security = [])),
      (plan) => editRoutes(plan, (operation) => operation.parameters.forEach((p) => (p.name += 'X'))),
    ],
  },
];

function editScheme(plan, edit) {
  editBody(plan, (body) => Object.values(body.components.securitySchemes).forEach(edit));
}

function editAuthorizer(plan, edit) {
  editScheme(plan, (scheme) => edit(scheme['x-amazon-apigateway-authorizer']));
}

/** Throws where the expression lacks the text, because the mutated plan would then be a good one. */
function editExpression(plan, from, to) {
  editAuthorizer(plan, (settings) => {
    const expression = settings.identityValidationExpression;
    if (!expression.includes(from)) throw new Error(`the expression does not hold ${from}`);
    settings.identityValidationExpression = expression.replace(from, to);
  });
}

function editRoutes(plan, edit) {
  editBody(plan, (body) => routesOf(body).forEach(({ operation }) => edit(operation)));
}
