import { amountOf, canonicalNumberOf, endOf } from './format.js';
import { t, withLanguage } from './language.js';
import { endOfWait } from './ledger.js';
import { byId, copyButton, html, nothing, prettyJson, render, verbatim } from './markup.js';
import { reach, stack } from './stack.js';

/** Ways to ask: what the token is made of, or no token at all. */
const TOKENS = {
  ready: () => ({}),
  bound: (number) => ({ msisdn: canonicalNumberOf(number) }),
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
    render(last === undefined ? html`<p class="quiet">${t('try.empty')}</p>` : answerParts(last), answer);
  };
  withLanguage(() => {
    render(
      Object.keys(TOKENS).map((name) => html`<option value=${name}>${t(`try.token.${name}`)}</option>`),
      kind,
    );
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
    waitsUntil:
      response.status === 429 ? endOfWait(response.headers.get('retry-after'), Date.now()) : undefined,
    body,
    durationMs: performance.now() - startedAt,
  };
}

function answerParts(last) {
  if (last.failure !== undefined) return html`<p class="alarm">${t('failed', last.failure)}</p>`;
  const { status, statusText, body, headers, durationMs, waitsUntil } = last;
  const { code, message, data } = parsed(body);
  return html`<p class="answer-status">
      <strong class=${status < 400 ? 'good' : 'bad'}>${status} ${statusText}</strong>
      ${code === undefined ? nothing : html`<code>${code}</code>`}
      <span class="quiet">${durationMs.toFixed(0)} ms</span>
    </p>
    ${
      data?.balance === undefined
        ? nothing
        : html`<p class="balance">${amountOf(data.balance)} <span>${data.currency}</span></p>`
    }
    ${message === undefined ? nothing : html`<p>${message}</p>`}
    ${waitsUntil === undefined ? nothing : html`<p class="bad">${t('try.until', endOf(waitsUntil))}</p>`}
    ${verbatim(prettyJson(body), t('try.body'))}
    <details>
      <summary>${t('try.headers')}</summary>
      ${verbatim(headers.map(([name, value]) => `${name}: ${value}`).join('\n'), t('try.headers'))}
    </details>
    ${copyButton(t('try.curl'), curlOf(last))}`;
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
