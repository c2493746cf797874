import { type Answer } from './answer.ts';
import { type GatewayResponseSetting, type GatewayResponseSettings } from './definition.ts';
import { GATEWAY_RESPONSES, type GatewayResponseType } from './gateway-response-types.ts';
import { type RequestContext } from './request.ts';

/** One of the gateway's own answers before it is rendered. */
export interface Refusal {
  readonly type: GatewayResponseType;
  /** The status that API Gateway gives where it is not the type's usual one: a malformed answer is a DEFAULT_5XX with 502. */
  readonly status?: number;
}

/** What templates and header sources may look up. */
export interface RenderingContext {
  readonly context: Readonly<Record<string, unknown>>;
  /** The value of a request header, by name in any case. */
  readonly header: (name: string) => string | undefined;
}

const TEMPLATE_KEY = 'application/json';
const PLAIN: GatewayResponseSetting = {
  headers: new Map(),
  templates: new Map([[TEMPLATE_KEY, '{"message":$context.error.messageString}']]),
};

/**
 * Renders one of the gateway's own answers as the document customises it.
 *
 * Templates are not VTL: only `$context` variables are replaced, and a type without a response of its own uses
 * DEFAULT_4XX or DEFAULT_5XX by the class of its usual status.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function renderGatewayResponse(
  refusal: Refusal,
  settings: GatewayResponseSettings,
  rendering: RenderingContext,
): Answer {
  const usual = GATEWAY_RESPONSES[refusal.type];
  const setting = settingOf(refusal.type, settings);
  const error = {
    message: usual.message ?? 'null',
    messageString: JSON.stringify(usual.message),
    responseType: refusal.type,
  };
  const variables = { ...rendering.context, error, responseType: refusal.type };
  const [contentType, template] = setting.templates.has(TEMPLATE_KEY)
    ? [TEMPLATE_KEY, setting.templates.get(TEMPLATE_KEY) ?? '']
    : ([...setting.templates][0] ?? [TEMPLATE_KEY, '']);
  const headers = new Map([['content-type', ['Content-Type', contentType]]]);
  for (const [name, source] of setting.headers) {
    const value = resolveSource(source, variables, rendering);
    if (value !== undefined) headers.set(name.toLowerCase(), [name, value]);
  }
  return {
    status: setting.status ?? refusal.status ?? usual.status,
    headers: [...headers.values()].map(([name = '', value = '']) => [name, value] as const),
    body: Buffer.from(renderTemplate(template, variables), 'utf8'),
  };
}

/** AWS answers 413 before it looks at the API, so its own body is what callers get, whatever the document says. */
function settingOf(type: GatewayResponseType, settings: GatewayResponseSettings): GatewayResponseSetting {
  if (type === 'REQUEST_TOO_LARGE') return PLAIN;
  const byClass = GATEWAY_RESPONSES[type].status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  return settings.get(type) ?? settings.get(byClass) ?? PLAIN;
}

/** A header's value: a text in single quotes, a context variable or a request header; undefined where the source has no value. */
function resolveSource(
  source: string,
  variables: Readonly<Record<string, unknown>>,
  rendering: RenderingContext,
): string | undefined {
  const literal = /^'(.*)'$/s.exec(source)?.[1];
  if (literal !== undefined) return literal;
  if (source.startsWith('context.')) return lookUp(variables, source.slice('context.'.length));
  const header = /^method\.request\.header\.(.+)$/.exec(source)?.[1];
  return header === undefined ? undefined : rendering.header(header);
}

function renderTemplate(template: string, variables: Readonly<Record<string, unknown>>): string {
  return template.replace(
    /\$context((?:\.[A-Za-z0-9_]+)+)/g,
    (_match, path: string) => lookUp(variables, path.slice(1)) ?? '',
  );
}

function lookUp(variables: Readonly<Record<string, unknown>>, path: string): string | undefined {
  let value: unknown = variables;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The answer with the identifiers of its request, which a function cannot set itself. The trace header is only on a
 * function's answers, not on the gateway's own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function identifiedAnswer(
  answer: Answer,
  context: RequestContext,
  from: 'function' | 'gateway',
): Answer {
  const own: (readonly [string, string])[] = [
    ['x-amzn-RequestId', context.requestId],
    ['x-amz-apigw-id', context.extendedRequestId],
    ...(from === 'function' ? [['X-Amzn-Trace-Id', context.trace] as const] : []),
  ];
  const taken = new Set(own.map(([name]) => name.toLowerCase()));
  return {
    ...answer,
    headers: [...answer.headers.filter(([name]) => !taken.has(name.toLowerCase())), ...own],
  };
}
