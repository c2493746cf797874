import * as http from 'node:http';
import * as https from 'node:https';
import type { PostJson } from './nimba-sms.ts';

/**
 * Posts over Node's own client with connections kept open. The global `fetch` would do, but its first use
 * loads undici, which costs a cold start tens of milliseconds of CPU.
 *
 * @param timeoutMs from the call to the answer's headers, connection included.
 */
export function createHttpsPost(timeoutMs: number): PostJson {
  const secureAgent = new https.Agent({ keepAlive: true });
  const plainAgent = new http.Agent({ keepAlive: true });
  return (url, headers, body) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const request = (isSecure ? https : http).request(url, {
        method: 'POST',
        agent: isSecure ? secureAgent : plainAgent,
        headers: {
          ...headers,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        },
      });
      // A deadline for the whole exchange: a socket time-out alone would let a server drip for ever. A plain timer,
      // because an `AbortSignal.timeout` costs a batch another fiftieth of its CPU time.
      const deadline = setTimeout(() => request.destroy(lateAfter(timeoutMs)), timeoutMs);
      let isAnswered = false;
      request.on('close', () => {
        clearTimeout(deadline);
        // After an answer of another protocol, for example, there is neither a response nor an error.
        if (!isAnswered) reject(new Error('closed without an answer'));
      });
      request.on('response', (response) => {
        isAnswered = true;
        // The status is the answer. A body that breaks off afterwards does not unsend the message.
        response.on('error', () => undefined);
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(body);
    });
}

function lateAfter(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' });
}
