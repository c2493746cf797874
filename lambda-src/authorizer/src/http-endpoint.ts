import http from 'node:http';
import https from 'node:https';

/** Leaves the function time to answer within its own time-out. */
const DEFAULT_TIMEOUT_MS = 3_000;

/** A hundred keys with certificate chains fit. */
const MAX_BODY_BYTES = 512 * 1_024;

/**
 * The body of a small public document. Plain `node:https`: the global `fetch` costs a cold start 23 to 67 ms.
 *
 * The address is the operator's, so only an answer from there counts: a redirect is refused like any status but 200.
 *
 * @param timeoutMs for the whole exchange, not for a pause in it; a server that sends byte by byte is cut off too.
 * @throws Error
 */
export function download(uri: string, timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<Uint8Array> {
  const url = new URL(uri);
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(
      url,
      {
        // No socket is kept: it would not survive the time that Lambda freezes the process between two requests.
        agent: false,
        headers: { accept: 'application/json', 'accept-encoding': 'identity' },
        signal,
      },
      (response) => {
        if (response.statusCode === 200) readBody(response).then(resolve, fail);
        else fail(new Error(`the server answered ${response.statusCode}`));
      },
    );
    request.on('error', fail);

    function fail(error: Error): void {
      request.destroy();
      reject(signal.aborted ? new Error(`no whole answer within ${timeoutMs} ms`) : error);
    }
  });
}

async function readBody(response: http.IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
