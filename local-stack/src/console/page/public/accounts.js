import { byId, element, verbatim } from './element.js';
import { amountOf, momentOf } from './format.js';
import { showList } from './keyed-list.js';
import { t, withLanguage } from './language.js';

const MOST_ACCOUNTS = 100;
const COLUMNS = ['msisdn', 'balance', 'status', 'opened', 'welcome'];

/** The accounts as the table holds them, freshest first. */
export function startAccounts() {
  const [container, count] = ['accounts', 'accounts-count'].map(byId);
  const head = element('tr');
  const rows = element('tbody');
  const table = element('table', { 'aria-labelledby': 'accounts-title' }, element('thead', {}, head), rows);
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
    showList(rows, sorted.slice(0, MOST_ACCOUNTS), {
      key: ({ msisdn }) => String(msisdn),
      signature: (account) => JSON.stringify(account),
      build: accountRow,
    });
  };
  container.append(table, note);
  withLanguage(() => {
    rows.replaceChildren();
    show();
  });
  return {
    show(next) {
      accounts = next;
      show();
    },
  };
}

function accountRow(account) {
  const { msisdn, balance, currency, status, createdAt, welcome } = account;
  const cell = (name, ...children) => element('td', { 'data-label': t(`accounts.${name}`) }, ...children);
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row', 'data-label': t('accounts.msisdn') },
      element('code', {}, msisdn),
      element(
        'details',
        {},
        element('summary', { class: 'quiet' }, t('accounts.whole')),
        verbatim(JSON.stringify(account, null, 2), t('accounts.details', msisdn)),
      ),
    ),
    cell('balance', element('span', { class: 'amount' }, `${amountOf(balance)} ${currency ?? ''}`)),
    cell('status', String(status ?? '')),
    cell('opened', createdAt === undefined ? '' : momentOf(createdAt)),
    cell('welcome', element('span', {}, ...welcomeChips(welcome))),
  );
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

function named(kind, name) {
  const text = t(`${kind}.${name}`);
  return text === `${kind}.${name}` ? name : text;
}
