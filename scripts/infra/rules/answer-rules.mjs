// Rules over what API Gateway answers by itself.
import { bodyOf, editBody } from './api-definition.mjs';

const REFUSALS = [
  'UNAUTHORIZED',
  'ACCESS_DENIED',
  'MISSING_AUTHENTICATION_TOKEN',
  'BAD_REQUEST_PARAMETERS',
  'REQUEST_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'THROTTLED',
  'RESOURCE_NOT_FOUND',
  'AUTHORIZER_FAILURE',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
];

export const answerRules = [
  {
    id: 'P9',
    title: 'the gateway’s own answers are problems and tell nothing internal',
    check(plan) {
      const responses = bodyOf(plan)['x-amazon-apigateway-gateway-responses'] ?? {};
      return [
        ...REFUSALS.map((name) => name in responses || `${name} has no answer of ours`),
        ...Object.entries(responses).flatMap(
          ([name, { responseTemplates = {}, responseParameters = {} }]) => {
            const template = responseTemplates['application/json'] ?? '';
            return [
              Boolean(problemIn(template)) || `${name} is no problem with a code and a message`,
              ...toldBy(responseTemplates, responseParameters).map((told) => `${name} tells ${told}`),
              responseParameters['gatewayresponse.header.Content-Type'] === "'application/problem+json'" ||
                `${name} is not application/problem+json`,
            ];
          },
        ),
      ];
    },
    spoils: [
      (plan) => editBody(plan, '  THROTTLED:', '  THROTTLED_NO_MORE:'),
      (plan) => editBody(plan, 'context.requestId', 'context.error.message'),
      (plan) => editBody(plan, '"\'60\'"', 'context.identity.sourceIp'),
      (plan) => editBody(plan, 'La requête est mal formée.', '$context.path'),
      (plan) => editBody(plan, '"\'application/problem+json\'"', '"\'application/json\'"'),
    ],
  },
];

/** What an answer would say of the request, the gateway or the caller; the request's own identifier is all it may say. */
function toldBy(templates, parameters) {
  const inTemplates = Object.values(templates).flatMap((template) => template.match(/\$[\w.]+/g) ?? []);
  const inHeaders = Object.values(parameters).filter((value) => !/^'.*'$/.test(value));
  return [...inTemplates, ...inHeaders].filter((told) => told !== 'context.requestId');
}

function problemIn(template) {
  try {
    const { type, title, code, message } = JSON.parse(template);
    return type === 'about:blank' && title && /^[A-Z_]+$/.test(code) && message;
  } catch {
    return false;
  }
}
