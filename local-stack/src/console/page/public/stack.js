import { t } from './language.js';

/** `fetch`, with a sentence for a person when the stack does not answer: browsers say that in English only, and each in its own words. */
export async function reach(url, options) {
  try {
    return await fetch(url, { cache: 'no-store', ...options });
  } catch {
    throw new Error(t('unreachable'));
  }
}

/** The running stack's own interface. Paths are relative to this origin; nothing else is ever asked. */
export const stack = {
  health: () => getJson('/_local/health'),
  outbox: () => getJson('/_local/outbox'),
  clearOutbox: () => getJson('/_local/outbox', { method: 'DELETE' }),
  state: () => getJson('/_local/state'),
  allowance: () => getJson('/_local/allowance'),
  resetAllowance: () => getJson('/_local/allowance', { method: 'DELETE' }),
  faults: () => getJson('/_local/faults'),
  injectedFaults: () => getJson('/_local/faults/injected'),
  replaceFaults: (settings) => getJson('/_local/faults', { method: 'PUT', body: JSON.stringify(settings) }),
  clearFaults: () => getJson('/_local/faults', { method: 'DELETE' }),
  rotateKeys: (drop) => getJson('/_local/keys/rotate', { method: 'POST', body: JSON.stringify({ drop }) }),
  recycleFunctions: () => getJson('/_local/functions/recycle', { method: 'POST' }),
  redrive: (messageId) =>
    getJson('/_local/dead-letters/redrive', { method: 'POST', body: JSON.stringify({ messageId }) }),
  judge: (token) => getJson('/_local/authorize', { method: 'POST', body: JSON.stringify({ token }) }),
  async token(query = {}) {
    const response = await ask(`/_local/token?${new URLSearchParams(query)}`);
    return (await response.text()).trim();
  },
};

async function getJson(path, options = {}) {
  const headers = options.body === undefined ? {} : { 'content-type': 'application/json' };
  return (await ask(path, { ...options, headers })).json();
}

async function ask(path, options = {}) {
  const response = await reach(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}
