// Rules over what API Gateway answers by itself.
import { bodyOf, editBody, operationsOf } from './api-definition.mjs';
import { environmentOf } from './functions.mjs';

const ANSWERS = 'x-amazon-apigateway-gateway-responses';

const REFUSALS = [
  'UNAUTHORIZED',
  'ACCESS_DENIED',
  'MISSING_AUTHENTICATION_TOKEN',
  'BAD_REQUEST_PARAMETERS',
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
      const responses = bodyOf(plan)[ANSWERS] ?? {};
      return [
        ...REFUSALS.map((name) => name in responses || `${name} has no answer of ours`),
        !('REQUEST_TOO_LARGE' in responses) ||
          'REQUEST_TOO_LARGE cannot be changed: AWS answers it by itself',
        ...Object.entries(responses).flatMap(
          ([name, { responseTemplates = {}, responseParameters = {} }]) => {
            const template = responseTemplates['application/json'] ?? '';
            return [
              Boolean(problemIn(template)) ||
                `${name} is not a problem with a code, a message and the GSMA’s error category and error code`,
              ...toldBy(responseTemplates, responseParameters).map((told) => `${name} tells ${told}`),
              responseParameters['gatewayresponse.header.Content-Type'] === "'application/problem+json'" ||
                `${name} is not application/problem+json`,
            ];
          },
        ),
      ];
    },
    negativeCases: [
      (plan) => editBody(plan, (body) => delete body[ANSWERS].THROTTLED),
      (plan) => editHeader(plan, 'X-Correlation-Id', 'context.error.message'),
      (plan) => editHeader(plan, 'Retry-After', 'context.identity.sourceIp'),
      (plan) => editProblem(plan, (problem) => (problem.message = '$context.path')),
      (plan) => editProblem(plan, (problem) => (problem.message = '${context.path}')),
      (plan) => editHeader(plan, 'Content-Type', "'application/json'"),
      { mutate: (plan) => editProblem(plan, (problem) => delete problem.errorCode), says: /error code/ },
      {
        mutate: (plan) =>
          editBody(plan, (body) => (body[ANSWERS].REQUEST_TOO_LARGE = body[ANSWERS].THROTTLED)),
        says: /REQUEST_TOO_LARGE cannot be changed/,
      },
    ],
  },
  {
    id: 'P9b',
    title:
      'where browsers may call, every route answers OPTIONS and every answer may be read; else neither is there',
    check(plan) {
      const body = bodyOf(plan);
      const origins = environmentOf(plan, 'get-account-info').ALLOWED_ORIGINS ?? '';
      const preflights = operationsOf(body).filter(({ method }) => method === 'OPTIONS');
      const readable = Object.entries(body[ANSWERS]).filter(
        ([, { responseParameters: headers }]) => headers[header('Access-Control-Allow-Origin')] === "'*'",
      );
      if (origins === '')
        return [
          preflights.length === 0 || 'OPTIONS is answered though no origin is allowed',
          readable.length === 0 || 'the gateway’s answers are readable though no origin is allowed',
        ];
      return [
        ...Object.keys(body.paths).map(
          (route) => preflights.some(({ path }) => path === route) || `${route} has no OPTIONS`,
        ),
        ...preflights.map(
          ({ path, operation }) => isOpenMock(operation) || `OPTIONS ${path} asks for a token`,
        ),
        ...Object.keys(body[ANSWERS]).map(
          (name) => readable.some(([other]) => other === name) || `a browser hides ${name} from the page`,
        ),
      ];
    },
    on: 'with_everything_on',
    negativeCases: [
      (plan) => editBody(plan, (body) => Object.values(body.paths).forEach((item) => delete item.options)),
      (plan) =>
        editBody(plan, (body) => Object.values(body.paths).forEach((item) => (item.options = item.get))),
      (plan) => editHeader(plan, 'Access-Control-Allow-Origin', undefined),
      (plan) => (environmentOf(plan, 'get-account-info').ALLOWED_ORIGINS = ''),
    ],
  },
];

const header = (name) => `gatewayresponse.header.${name}`;

function isOpenMock({ security, 'x-amazon-apigateway-integration': integration }) {
  return security === undefined && integration.type === 'mock';
}

function editHeader(plan, name, value) {
  editBody(plan, (body) => {
    for (const { responseParameters } of Object.values(body[ANSWERS]))
      if (header(name) in responseParameters) responseParameters[header(name)] = value;
  });
}

function editProblem(plan, edit) {
  editBody(plan, (body) => {
    const templates = body[ANSWERS].DEFAULT_4XX.responseTemplates;
    const problem = JSON.parse(templates['application/json']);
    edit(problem);
    templates['application/json'] = JSON.stringify(problem);
  });
}

/** What an answer would say of the request, the gateway or the caller; the request's own identifier is all it may say. */
function toldBy(templates, parameters) {
  const inTemplates = Object.values(templates).flatMap((template) => template.match(/\$[!{\w.]+/g) ?? []);
  const inHeaders = Object.values(parameters).filter((value) => !/^'.*'$/.test(value));
  return [...inTemplates, ...inHeaders].filter((told) => told !== 'context.requestId');
}

function problemIn(template) {
  try {
    const { type, title, code, message, errorCategory, errorCode } = JSON.parse(template);
    return type === 'about:blank' && title && /^[A-Z_]+$/.test(code) && message && errorCategory && errorCode;
  } catch {
    return false;
  }
}
