import { type Route } from './definition.ts';
import { type GatewayResponseType } from './gateway-response-types.ts';

/** The method that serves a request, with its path parameters still percent-encoded. */
export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

type SegmentKind = 'literal' | 'parameter' | 'greedy';
const RANK: Readonly<Record<SegmentKind, number>> = { literal: 0, parameter: 1, greedy: 2 };

/**
 * Finds the method for a path inside the stage.
 *
 * The resource is chosen before the method: a literal segment wins over `{name}`, that over `{name+}`, and a resource
 * that lacks the method does not fall back to a less specific one. Trailing slashes do not matter; an empty segment
 * between two slashes matches nothing. A parameter is a whole segment, whatever characters its name holds.
 *
 * @returns undefined where API Gateway answers MISSING_AUTHENTICATION_TOKEN: unknown path or method.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html#api-gateway-proxy-resource
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.replace(/\/+$/, '').split('/').slice(1);
  const candidates = [...new Set(routes.map(({ resource }) => resource))]
    .map((resource) => ({ resource, match: matchResource(resource, segments) }))
    .filter((candidate) => candidate.match !== undefined)
    .sort((a, b) => compareRanks(a.resource, b.resource));
  const best = candidates[0];
  if (best?.match === undefined) return undefined;
  const methods = routes.filter(({ resource }) => resource === best.resource);
  const route = methods.find((one) => one.method === method) ?? methods.find((one) => one.method === 'ANY');
  if (route === undefined) return undefined;
  return { route, pathParameters: best.match.size === 0 ? null : Object.fromEntries(best.match) };
}

function matchResource(
  resource: string,
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const templates = templateSegments(resource);
  const parameters = new Map<string, string>();
  for (const [index, template] of templates.entries()) {
    const kind = kindOf(template);
    const segment = segments[index];
    if (segment === undefined || segment === '') return undefined;
    if (kind === 'literal' && template !== segment) return undefined;
    if (kind === 'parameter') parameters.set(template.slice(1, -1), segment);
    if (kind === 'greedy') {
      parameters.set(template.slice(1, -2), segments.slice(index).join('/'));
      return parameters;
    }
  }
  return segments.length === templates.length ? parameters : undefined;
}

function templateSegments(resource: string): string[] {
  return resource === '/' ? [] : resource.split('/').slice(1);
}

function kindOf(template: string): SegmentKind {
  if (!template.startsWith('{')) return 'literal';
  return template.endsWith('+}') ? 'greedy' : 'parameter';
}

function compareRanks(a: string, b: string): number {
  const [left, right] = [templateSegments(a), templateSegments(b)];
  for (const [index, template] of left.entries()) {
    const other = right[index];
    const difference = RANK[kindOf(template)] - (other === undefined ? RANK.greedy : RANK[kindOf(other)]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * What API Gateway says of a route or method that it does not know. Without an Authorization header it misses one; with
 * one it takes the request for signed and refuses the signature, whatever the scheme.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function unknownRoute(authorization: readonly string[]): GatewayResponseType {
  return authorization.some((value) => value.trim() !== '')
    ? 'INVALID_SIGNATURE'
    : 'MISSING_AUTHENTICATION_TOKEN';
}
