import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Faults } from '../faults/faults.ts';
import { type CallFault, decideFault, HANG_MS, SLOW_MS } from '../faults/service-faults.ts';
import { sendJson } from '../http/answer.ts';

/** Resolves after the time, or as soon as the caller gives up. */
export type Sleep = (ms: number, gaveUp: AbortSignal) => Promise<void>;

/**
 * Lets a provider's double fail, hang or answer late before it does anything.
 *
 * @returns whether the double should go on and answer.
 */
export async function goesOn(
  before: CallFault['before'],
  response: ServerResponse,
  sleep: Sleep,
): Promise<boolean> {
  if (before === 'fail') sendJson(response, 503, { detail: 'Injected fault: the service is down.' });
  if (before === 'slow') await waitFor(SLOW_MS, response, sleep);
  if (before === 'timeout') {
    await waitFor(HANG_MS, response, sleep);
    response.destroy();
  }
  return before === 'none' || before === 'slow';
}

/** Waits for a time, or until the client of this response gives up. */
export function waitFor(ms: number, response: ServerResponse, sleep: Sleep): Promise<void> {
  const gaveUp = new AbortController();
  response.once('close', () => gaveUp.abort());
  return sleep(ms, gaveUp.signal);
}

type Handle = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/** Puts the key set's address under the `jwks` fault; every other path of the identity provider stays well. */
export function underJwksFaults(handle: Handle, faults: Faults, sleep: Sleep): Handle {
  return async (request, response, path) => {
    if (path === '/.well-known/jwks.json') {
      const { before } = decideFault(faults, 'jwks', 'jwks.Get', false);
      if (!(await goesOn(before, response, sleep))) return;
    }
    await handle(request, response, path);
  };
}
