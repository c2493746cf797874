import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Faults } from '../faults/faults.ts';
import { CALLBACK_SLOW_MS, decideFault } from '../faults/service-faults.ts';
import { sendJson, sendProblem } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { type Callbacks } from '../observed/callbacks.ts';
import { goesOn, type Sleep, waitFor } from './provider-faults.ts';
import { type VerifyCallback } from './verify-callback.ts';

/** Where the target answers, below the origin; any path below it is one. */
export const CALLBACK_PATH = '/_local/callback';

/** What {@link createCallbackTarget} needs from outside. */
export interface CallbackTargetDependencies {
  readonly faults: Faults;
  readonly callbacks: Callbacks;
  readonly verify: VerifyCallback;
  /** Kills the function that is calling. */
  readonly crashSender: () => void;
  readonly sleep: Sleep;
}

/** A client's server, ready to be named in `X-Callback-URL`: it keeps what it receives, and says whether the signature is right. */
export function createCallbackTarget({
  faults,
  callbacks,
  verify,
  crashSender,
  sleep,
}: CallbackTargetDependencies) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '' } = request;
    if (method !== 'PUT' && method !== 'POST') {
      response.setHeader('allow', 'PUT, POST');
      return sendProblem(response, 405, 'METHOD_NOT_ALLOWED', 'Callbacks come by PUT or POST.');
    }
    const body = (await readBody(request, 65_536)).toString('utf8');
    const headers = headersOf(request);
    const verified = await verify(headers, body);
    noteAttempt(callbacks, response, headers, verified);
    if (faults.service('callback') === 'redirect') {
      faults.noteInjected('redirect:callback.Put');
      return sendJson(response, 307, {}, { location: `${CALLBACK_PATH}/redirected` });
    }
    const fault = decideFault(faults, 'callback', 'callback.Put', true);
    const slow = fault.before === 'slow';
    if (!slow && !(await goesOn(fault.before, response, sleep))) return;
    callbacks.add({ path: url, method, headers, body, verified });
    if (slow) await waitFor(CALLBACK_SLOW_MS, response, sleep);
    if (fault.after === 'none') return sendJson(response, 200, {});
    if (fault.after === 'fail')
      return sendProblem(response, 503, 'UNAVAILABLE', 'Injected fault: taken, then failed.');
    crashSender();
    response.destroy();
  };
}

/** Notes the call, and its status once that was handed over: a caller that gave up before got no status. */
function noteAttempt(
  callbacks: Callbacks,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  verified: boolean,
): void {
  const { 'webhook-id': reference = '', host = '' } = headers;
  const answered = callbacks.begin({ reference, host, verified });
  response.once('close', () => {
    if (response.writableFinished) answered(response.statusCode);
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));
}
