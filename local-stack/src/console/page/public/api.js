import { reach, stack } from './stack.js';

/**
 * The API of the running stack, asked with a token that may do everything.
 *
 * @param {() => { base: string }} health
 */
export function createApi(health) {
  const call = async (path, init) => {
    const url = `${location.origin}${new URL(health().base).pathname}${path}`;
    const authorization = `Bearer ${await stack.token()}`;
    const response = await reach(url, { ...init, headers: { authorization, ...init.headers } });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return {
    get: (path) => call(path, {}),
    /** Each call is a wish of its own, so each has a key of its own. */
    async request(path, body, { withCallback = false } = {}) {
      const answer = await call(path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-correlationid': crypto.randomUUID(),
          ...(withCallback ? { 'x-callback-url': callbackUrl(health()) } : {}),
        },
        body: JSON.stringify(body),
      });
      return outcomeOf(answer);
    },
  };
}

/** The stack's own target, under the name of this machine that functions may call. */
function callbackUrl({ base }) {
  return `${new URL(base).origin}/_local/callback/page`;
}

/** An accepted wish has a reference, a refused one the reason. */
function outcomeOf({ status, body: { objectReference, message, code } }) {
  return status === 202 ? { reference: objectReference } : { refusal: { status, message, code } };
}
