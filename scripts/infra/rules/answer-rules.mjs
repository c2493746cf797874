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
              !JSON.stringify([responseTemplates, responseParameters]).includes('context.error') ||
                `${name} repeats what API Gateway says`,
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
      (plan) => editBody(plan, '"\'application/problem+json\'"', '"\'application/json\'"'),
    ],
  },
];

function problemIn(template) {
  try {
    const { type, title, code, message } = JSON.parse(template);
    return type === 'about:blank' && title && /^[A-Z_]+$/.test(code) && message;
  } catch {
    return false;
  }
}
