import { amountOf, partyOf, timeOf } from './format.js';
import { t, withLanguage } from './language.js';
import { byId, html, listNote, nothing, render, repeat } from './markup.js';
import { transactionCard } from './transaction-card.js';

const MOST_TRANSACTIONS = 30;

/**
 * Every transaction, and one of them in full: the one that was asked for or chosen last, else the newest.
 *
 * @param {object} api
 */
export function startTransactions(api) {
  const [list, output] = ['transactions', 'operation'].map(byId);
  let state = { transactions: [], movements: [], notifications: [], callbackAttempts: [] };
  let outbox = { sms: [] };
  let answer = {};
  let revealed;
  const answered = (next) => {
    answer = next;
    show();
  };
  const choose = (reference) => answered({ reference });
  const reverse = async (reference, amount) => {
    const body = { type: 'reversal', ...(amount === '' ? {} : { amount }) };
    try {
      answered({ reference, ...(await api.request(`/transactions/${reference}/reversals`, body)) });
    } catch (error) {
      answered({ reference, failure: error.message });
    }
  };
  const show = () => {
    const newestFirst = state.transactions.toReversed();
    const isRefused = answer.refusal !== undefined || answer.failure !== undefined;
    const reference = answer.reference ?? (isRefused ? undefined : newestFirst[0]?.reference);
    render(transactionList(newestFirst, reference, choose), list);
    if (reference !== revealed && reveal(list)) revealed = reference;
    render(
      html`${refusalOf(answer)}
      ${reference === undefined ? nothing : transactionCard(reference, { ...state, ...outbox }, { choose, reverse })}
      ${reference === undefined && !isRefused ? html`<p class="quiet">${t('operations.empty')}</p>` : nothing}`,
      output,
    );
  };
  withLanguage(show);
  return {
    answered,
    showState(next) {
      state = next;
      show();
    },
    showOutbox(next) {
      outbox = next;
      show();
    },
  };
}

/** Scrolls the list, and nothing else, to the transaction that is shown in full; false while the list has no such entry. */
function reveal(container) {
  const entry = container.querySelector('[aria-current]')?.closest('li');
  if (entry === undefined || entry === null) return false;
  const list = entry.parentElement;
  const top = entry.offsetTop - list.offsetTop;
  const isSeen = top >= list.scrollTop && top + entry.offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isSeen) list.scrollTop = top;
  return true;
}

/** What the API said at once, or why it could not be asked. */
function refusalOf({ refusal, failure }) {
  if (failure !== undefined) return html`<p class="alarm" role="alert">${t('failed', failure)}</p>`;
  if (refusal === undefined) return nothing;
  return html`<div class="refusal" role="alert">
    <p class="answer-status"><strong class="bad">${refusal.status}</strong> <code>${refusal.code}</code></p>
    <p>${refusal.message}</p>
  </div>`;
}

function transactionList(transactions, chosen, choose) {
  const shown = transactions.slice(0, MOST_TRANSACTIONS);
  if (shown.length === 0) return nothing;
  return html`<ul class="transactions" aria-label=${t('operations.list')}>
      ${repeat(
        shown,
        ({ reference }) => reference,
        (transaction) => transactionEntry(transaction, transaction.reference === chosen, choose),
      )}
    </ul>
    ${listNote(shown.length, transactions.length, '')}`;
}

function transactionEntry({ reference, type, amount, debit, credit, status, createdAt }, isChosen, choose) {
  return html`<li>
    <button type="button" aria-current=${isChosen ? 'true' : nothing} @click=${() => choose(reference)}>
      <strong>${t(`type.${type}`)} ${amountOf(amount)} GNF</strong>
      <span class="chip" data-state=${status}>${t(`transaction.${status}`)}</span>
      <span class="quiet">${partyOf(debit)} → ${partyOf(credit)}</span>
      <span class="quiet">${timeOf(createdAt)}</span>
    </button>
  </li>`;
}
