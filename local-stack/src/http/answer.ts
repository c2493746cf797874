import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Answers with a JSON document that caches must not store. */
export function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Record<string, string> = {},
): void {
  send(response, status, `${JSON.stringify(document)}\n`, { 'content-type': 'application/json', ...headers });
}

/**
 * Answers with a problem document: the shape that the API itself uses for every refusal.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function sendProblem(response: ServerResponse, status: number, code: string, message: string): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, message };
  send(response, status, `${JSON.stringify(problem)}\n`, { 'content-type': 'application/problem+json' });
}

/** Answers with a text of the given content type. */
export function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string>,
): void {
  const body = Buffer.from(text, 'utf8');
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...headers,
    'content-length': String(body.length),
  });
  response.end(body);
}
