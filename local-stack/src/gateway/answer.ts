import { type ServerResponse } from 'node:http';

/** What goes back to the client: final header names and values, final bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Sends an answer; a header that occurs twice is sent twice. Does nothing once the client has gone. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const byName = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of answer.headers) {
    const known = byName.get(name.toLowerCase());
    if (known) known.values.push(value);
    else byName.set(name.toLowerCase(), { name, values: [value] });
  }
  response.statusCode = answer.status;
  for (const { name, values } of byName.values())
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  // Without a body of its own a HEAD answer still says how long the body would have been; 204 and 304 say nothing.
  if (answer.status !== 204 && answer.status !== 304)
    response.setHeader('Content-Length', answer.body.length);
  response.end(answer.body);
}
