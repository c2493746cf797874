import { button, byId, element, prettyJson, verbatim } from './element.js';
import { copyButton } from './copying.js';
import { amountOf } from './format.js';
import { t, withLanguage } from './language.js';
import { reach, stack } from './stack.js';

/** Ways to ask: what the token is made of, or no token at all. */
const TOKENS = {
  ready: () => ({}),
  bound: (number) => ({ msisdn: canonical(number) }),
  other: () => ({ msisdn: '224620000000' }),
  expired: () => ({ expires_in: '-60' }),
  audience: () => ({ aud: 'https://autre.example' }),
  none: undefined,
};

/** The form that asks the API for a balance, and the answer as the API gave it. */
export function startTryIt(base) {
  const [form, number, kind, answer] = ['try-form', 'try-number', 'try-token', 'try-answer'].map(byId);
  let last;
  const show = () => {
    answer.dataset.state = last === undefined ? 'empty' : 'answered';
    answer.replaceChildren(
      ...(last === undefined ? [element('p', { class: 'quiet' }, t('try.empty'))] : answerParts(last)),
    );
  };
  withLanguage(() => {
    const chosen = kind.value || 'ready';
    kind.replaceChildren(
      ...Object.keys(TOKENS).map((name) => element('option', { value: name }, t(`try.token.${name}`))),
    );
    kind.value = chosen;
    show();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    answer.dataset.state = 'sending';
    try {
      last = await ask(base(), number.value, kind.value);
    } catch (error) {
      last = { failure: error.message };
    }
    show();
  });
}

async function ask(base, number, kind) {
  const url = `${location.origin}${base}/get-account-info/msisdn/${encodeURIComponent(number)}`;
  const claims = TOKENS[kind];
  const token = claims === undefined ? undefined : await stack.token(claims(number));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const startedAt = performance.now();
  const response = await reach(url, { headers });
  const body = await response.text();
  return {
    url,
    token,
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    body,
    durationMs: performance.now() - startedAt,
  };
}

function answerParts(last) {
  if (last.failure !== undefined) return [element('p', { class: 'alarm' }, t('failed', last.failure))];
  const { status, statusText, body, headers, durationMs } = last;
  const { code, message, data } = parsed(body);
  return [
    element(
      'p',
      { class: 'answer-status' },
      element('strong', { class: status < 400 ? 'good' : 'bad' }, `${status} ${statusText}`),
      code === undefined ? undefined : element('code', {}, code),
      element('span', { class: 'quiet' }, `${durationMs.toFixed(0)} ms`),
    ),
    data?.balance === undefined
      ? undefined
      : element('p', { class: 'balance' }, amountOf(data.balance), ' ', element('span', {}, data.currency)),
    message === undefined ? undefined : element('p', {}, message),
    verbatim(prettyJson(body), t('try.body')),
    element(
      'details',
      {},
      element('summary', {}, t('try.headers')),
      verbatim(headers.map(([name, value]) => `${name}: ${value}`).join('\n'), t('try.headers')),
    ),
    copyButton(button, t('try.curl'), () => curlOf(last)),
  ].filter((part) => part !== undefined);
}

function curlOf({ url, token }) {
  return token === undefined ? `curl -i '${url}'` : `curl -i -H 'Authorization: Bearer ${token}' '${url}'`;
}

function parsed(body) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

function canonical(number) {
  const digits = number.replace(/\D/g, '').replace(/^00/, '');
  return digits.length === 9 ? `224${digits}` : digits;
}
