import { amountOf, momentOf } from './format.js';
import { named, t, withLanguage } from './language.js';
import { byId, html, listNote, nothing, render, repeat, verbatim } from './markup.js';

const MOST_ACCOUNTS = 100;
const COLUMNS = ['msisdn', 'balance', 'status', 'opened', 'welcome'];

/**
 * The accounts as the table holds them, freshest first.
 *
 * @param {{ showStatement: (msisdn: string) => void }} how
 */
export function startAccounts({ showStatement }) {
  const [container, count] = ['accounts', 'accounts-count'].map(byId);
  const unfolded = new Set();
  let accounts = [];
  const toggle = (msisdn) => {
    if (!unfolded.delete(msisdn)) unfolded.add(msisdn);
    show();
  };
  const show = () => {
    const sorted = accounts.toSorted((a, b) => String(b.createdAt).localeCompare(String(a.createdAt)));
    const shown = sorted.slice(0, MOST_ACCOUNTS);
    count.textContent = String(accounts.length);
    render(
      html`<table aria-labelledby="accounts-title" ?hidden=${accounts.length === 0}>
          <thead>
            <tr>
              ${COLUMNS.map((name) => html`<th scope="col">${t(`accounts.${name}`)}</th>`)}
            </tr>
          </thead>
          ${repeat(
            shown,
            ({ msisdn }) => String(msisdn),
            (account) => accountRows(account, unfolded.has(account.msisdn), { toggle, showStatement }),
          )}
        </table>
        ${listNote(shown.length, accounts.length, t('accounts.empty'))}`,
      container,
    );
  };
  withLanguage(show);
  return {
    show(next) {
      accounts = next;
      show();
    },
  };
}

/** An account's row, and below it the whole item as it is stored, for a reader who wants to see it. */
function accountRows(account, isUnfolded, { toggle, showStatement }) {
  const { msisdn, balance, currency, status, createdAt, welcome } = account;
  const cell = (name, content) => html`<td data-label=${t(`accounts.${name}`)}>${content}</td>`;
  return html`<tbody>
    <tr>
      <th scope="row" data-label=${t('accounts.msisdn')}>
        <span class="number">
          <code>${msisdn}</code>
          <button
            type="button"
            class="disclose"
            aria-expanded=${String(isUnfolded)}
            aria-label=${`${t('accounts.whole')} ${msisdn}`}
            @click=${() => toggle(msisdn)}
          >
            ${t('accounts.whole')}
          </button>
          <button
            type="button"
            class="disclose"
            aria-label=${`${t('accounts.statement')} ${msisdn}`}
            @click=${() => showStatement(msisdn)}
          >
            ${t('accounts.statement')}
          </button>
        </span>
      </th>
      ${cell('balance', html`<span class="amount">${amountOf(balance)} ${currency ?? ''}</span>`)}
      ${cell('status', named('status', String(status ?? '')))}
      ${cell('opened', createdAt === undefined ? '' : momentOf(createdAt))}
      ${cell('welcome', html`<span>${welcomeChips(welcome)}</span>`)}
    </tr>
    <tr class="whole" ?hidden=${!isUnfolded}>
      <td colspan=${COLUMNS.length}>
        ${isUnfolded ? verbatim(JSON.stringify(account, null, 2), t('accounts.details', msisdn)) : nothing}
      </td>
    </tr>
  </tbody>`;
}

function welcomeChips(welcome) {
  if (typeof welcome !== 'object' || welcome === null) return nothing;
  return Object.entries(welcome).map(([channel, settled]) => {
    const state = String(settled?.state ?? settled);
    return html`<span class="chip" data-state=${state}
      >${named('channel', channel)} ${named('welcome', state)}</span
    >`;
  });
}
