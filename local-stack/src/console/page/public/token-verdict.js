import { durationOf } from './format.js';
import { hasText, t, withLanguage } from './language.js';
import { byId, html, nothing, render, verbatim } from './markup.js';
import { stack } from './stack.js';

/** The field that takes a token, and what the real authorizer says of it. */
export function startTokenVerdict() {
  const [form, text, result, ready] = ['token-form', 'token-text', 'token-verdict', 'token-ready'].map(byId);
  let last;
  const show = () => render(last === undefined ? nothing : verdictParts(last), result);
  withLanguage(show);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const pasted = text.value.trim();
    try {
      last = { pasted, ...(await stack.judge(pasted)) };
    } catch (error) {
      last = { pasted, failure: error.message };
    }
    show();
  });
  ready.addEventListener('click', async () => {
    text.value = await stack.token();
    text.focus();
  });
}

function verdictParts({ pasted, failure, verdict, reason, policy, durationMs, coldStart }) {
  if (failure !== undefined) return html`<p class="alarm">${t('failed', failure)}</p>`;
  const { header, claims } = decoded(pasted);
  return html`<p class="verdict" data-verdict=${verdict}>
      <strong>${t(`verdict.${verdict}`)}</strong> ${sentence(verdict, reason)}
    </p>
    <p class="quiet">
      ${reason === undefined ? '' : `${reason} · `}${durationOf(durationMs)} ·
      ${t(coldStart ? 'cold' : 'warm')}
    </p>
    ${part('token.policy', policy, true)} ${part('token.claims', claims)} ${part('token.header', header)}`;
}

function sentence(verdict, reason) {
  if (verdict === 'Allow') return t('reason.allow');
  if (verdict === 'Error') return t('reason.error', reason ?? '?');
  return hasText(`reason.${reason}`) ? t(`reason.${reason}`) : t('reason.unknown');
}

function part(name, value, open = false) {
  if (value === undefined) return nothing;
  return html`<details ?open=${open}>
    <summary>${t(name)}</summary>
    ${verbatim(JSON.stringify(value, null, 2), t(name))}
  </details>`;
}

/** What the token says of itself, for the eye only: the verdict is the authorizer's. */
function decoded(pasted) {
  const [header, claims] = pasted
    .replace(/^bearer +/i, '')
    .split('.')
    .map(decodedPart);
  return { header, claims };
}

function decodedPart(part) {
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
