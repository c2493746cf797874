import { button, byId, element, verbatim } from './element.js';
import { amountOf, momentOf } from './format.js';
import { showList } from './keyed-list.js';
import { named, t, withLanguage } from './language.js';

const MOST_ACCOUNTS = 100;
const COLUMNS = ['msisdn', 'balance', 'status', 'opened', 'welcome'];

/** The accounts as the table holds them, freshest first. */
export function startAccounts() {
  const [container, count] = ['accounts', 'accounts-count'].map(byId);
  const head = element('tr');
  const table = element('table', { 'aria-labelledby': 'accounts-title' }, element('thead', {}, head));
  const note = element('p', { class: 'quiet' });
  let accounts = [];
  const show = () => {
    const sorted = accounts.toSorted((a, b) => String(b.createdAt).localeCompare(String(a.createdAt)));
    count.textContent = String(accounts.length);
    table.hidden = accounts.length === 0;
    note.textContent =
      accounts.length === 0 ? t('accounts.empty') : t('more', accounts.length - MOST_ACCOUNTS);
    note.hidden = accounts.length > 0 && accounts.length <= MOST_ACCOUNTS;
    head.replaceChildren(...COLUMNS.map((name) => element('th', { scope: 'col' }, t(`accounts.${name}`))));
    showList(table, sorted.slice(0, MOST_ACCOUNTS), {
      key: ({ msisdn }) => String(msisdn),
      signature: (account) => JSON.stringify(account),
      build: accountRows,
    });
  };
  container.append(table, note);
  withLanguage(() => {
    table.replaceChildren(table.tHead);
    show();
  });
  return {
    show(next) {
      accounts = next;
      show();
    },
  };
}

/** An account's row, and below it the whole item as it is stored, for whoever wants to see it. */
function accountRows(account) {
  const { msisdn, balance, currency, status, createdAt, welcome } = account;
  const cell = (name, ...children) => element('td', { 'data-label': t(`accounts.${name}`) }, ...children);
  const item = verbatim(JSON.stringify(account, null, 2), t('accounts.details', msisdn));
  const whole = element(
    'tr',
    { class: 'whole', hidden: true },
    element('td', { colspan: COLUMNS.length }, item),
  );
  const toggle = button(
    t('accounts.whole'),
    () => {
      whole.hidden = !whole.hidden;
      toggle.setAttribute('aria-expanded', String(!whole.hidden));
    },
    { class: 'disclose', 'aria-expanded': 'false', 'aria-label': `${t('accounts.whole')} ${msisdn}` },
  );
  const row = element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row', 'data-label': t('accounts.msisdn') },
      element('code', {}, msisdn),
      ' ',
      toggle,
    ),
    cell('balance', element('span', { class: 'amount' }, `${amountOf(balance)} ${currency ?? ''}`)),
    cell('status', named('status', String(status ?? ''))),
    cell('opened', createdAt === undefined ? '' : momentOf(createdAt)),
    cell('welcome', element('span', {}, ...welcomeChips(welcome))),
  );
  return element('tbody', {}, row, whole);
}

function welcomeChips(welcome) {
  if (typeof welcome !== 'object' || welcome === null) return [];
  return Object.entries(welcome).map(([channel, settled]) => {
    const state = String(settled?.state ?? settled);
    return element(
      'span',
      { class: 'chip', 'data-state': state },
      `${named('channel', channel)} ${named('welcome', state)}`,
    );
  });
}
