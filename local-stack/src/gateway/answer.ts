import { type ServerResponse } from 'node:http';

/** What goes back to the client: final header names and values, final bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Sends an answer and ends the context. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  writeAnswer(response, answer);
  response.end();
}

/** Sends a whole answer, but leaves the response open; a header that occurs twice is sent twice. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const byName = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of answer.headers) {
    const known = byName.get(name.toLowerCase());
    if (known) known.values.push(value);
    else byName.set(name.toLowerCase(), { name, values: [value] });
  }
  response.statusCode = answer.status;
  for (const { name, values } of byName.values())
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  // A response without content says nothing about its length: RFC 9110, section 8.6.
  if (answer.status !== 204 && answer.status !== 304)
    response.setHeader('Content-Length', answer.body.length);
  response.write(answer.body);
}
