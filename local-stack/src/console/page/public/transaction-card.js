import { amountOf, partyOf, signedAmountOf, timeOf } from './format.js';
import { named, t } from './language.js';
import {
  callbackOf,
  CASH,
  notificationOf,
  postingsOf,
  reversalsOf,
  reversibleOf,
  shortReference,
  smsAbout,
  sumOf,
} from './ledger.js';
import { html, nothing, repeat } from './markup.js';

/**
 * One transaction in full: its state, its legs with the balance after each, the SMS, the callback, its reversals. What was
 * accepted is pending until the table says otherwise.
 *
 * @param {string} reference
 * @param {object} known the stack's state, and the `sms` of its outbox
 * @param {{ choose: (reference: string) => void, reverse: (reference: string, amount: string) => void }} acts
 */
export function transactionCard(reference, known, acts) {
  const transaction = known.transactions.find((item) => item.reference === reference);
  // Keyed, so that what was typed about one transaction never stands below another.
  return repeat(
    [reference],
    (key) => key,
    () =>
      html`<div class="transaction">
        ${head(reference, transaction)}
        ${transaction === undefined ? nothing : body(transaction, known, acts)}
      </div>`,
  );
}

function head(reference, { status = 'pending', type, amount, createdAt, finalAt, error } = {}) {
  return html`<p class="answer-status">
      ${type === undefined ? nothing : html`<strong>${t(`type.${type}`)} ${amountOf(amount)} GNF</strong>`}
      <code>${reference}</code>
    </p>
    <div role="status">
      <ol class="trail" aria-label=${t('operations.trail')}>
        ${trailStep('pending', createdAt, status === 'pending')}
        ${status === 'pending' ? nothing : trailStep(status, finalAt, true)}
      </ol>
      ${error === undefined ? nothing : html`<p class="bad">${named('refusal', error.errorCode)}</p>`}
    </div>`;
}

function trailStep(status, moment, isLast) {
  return html`<li data-status=${status} aria-current=${isLast ? 'step' : nothing}>
    ${t(`transaction.${status}`)}
    ${moment === undefined ? nothing : html`<span class="quiet">${timeOf(moment)}</span>`}
  </li>`;
}

function body(transaction, known, acts) {
  const postings = postingsOf(transaction, known.movements);
  return html`${originalOf(transaction, acts)}
    <ul class="parties">
      ${postings.map((posting) => partyCard(posting, transaction, known))}
    </ul>
    ${doubleEntry(postings)} ${callbackPart(callbackOf(transaction, known))}
    ${reversalPart(transaction, known, acts)}`;
}

function originalOf({ originalReference }, { choose }) {
  if (originalReference === undefined) return nothing;
  return html`<p>
    ${t('operations.reverses')}
    <button type="button" class="plain" @click=${() => choose(originalReference)}>
      ${t('operations.original', shortReference(originalReference))}
    </button>
  </p>`;
}

function partyCard({ side, account, leg }, transaction, { sms, notifications }) {
  const message = smsAbout(sms, transaction, account);
  const state = notificationOf(notifications, transaction, side);
  return html`<li class="party" data-side=${side}>
    <p class="quiet">${t(`operations.${side}`)}</p>
    <strong>${partyOf(account)}</strong>
    ${leg === undefined ? html`<p class="leg">${t('operations.noLeg')}</p>` : legLines(leg)}
    ${
      state === undefined
        ? nothing
        : html`<p>
            <span class="chip" data-state=${state}>${t('channel.sms')} ${named('welcome', state)}</span>
          </p>`
    }
    ${message === undefined ? nothing : html`<p class="bubble" dir="auto">${message.message}</p>`}
  </li>`;
}

function legLines({ account, amount, sequence, balanceAfter }) {
  return html`<p class="leg-amount" data-sign=${String(amount).startsWith('-') ? 'minus' : 'plus'}>
      ${signedAmountOf(amount)} <span>GNF</span>
    </p>
    <p class="leg">
      ${
        balanceAfter === undefined
          ? t(account === CASH ? 'operations.cashLeg' : 'operations.systemLeg')
          : t('operations.leg', sequence, amountOf(balanceAfter))
      }
    </p>`;
}

/** The legs as one sum, which is zero; nothing where no money moved. */
function doubleEntry(postings) {
  const amounts = postings.flatMap(({ leg }) => (leg === undefined ? [] : [leg.amount]));
  if (amounts.length === 0) return nothing;
  const sum = sumOf(amounts);
  return html`<p class="sum" data-sum=${sum ?? '?'}>
    <span class="quiet">${t('operations.sum')}</span>
    ${amounts.map(signedAmountOf).join(' ')} = <strong>${sum === undefined ? '?' : amountOf(sum)} GNF</strong>
  </p>`;
}

function callbackPart(callback) {
  if (callback === undefined) return html`<p class="quiet">${t('callback.none')}</p>`;
  const { host, state, attempts } = callback;
  return html`<section class="callback" aria-label=${t('callback.title')}>
    <p>
      <strong>${t('callback.title')}</strong> ${t('callback.to')} <code>${host}</code>
      ${
        state === undefined
          ? nothing
          : html`<span class="chip" data-state=${state}>${named('welcome', state)}</span>`
      }
    </p>
    <ol>
      ${attempts.map(attemptLine)}
    </ol>
  </section>`;
}

function attemptLine({ number, at, answer, verified }) {
  const isGood = answer !== null && answer < 300;
  return html`<li>
    ${t('callback.attempt', number)} <span class="quiet">${timeOf(at)}</span>
    <strong class=${isGood ? 'good' : 'bad'}
      >${answer === null ? t('callback.noAnswer') : t('callback.answer', answer)}</strong
    >
    <span class=${verified ? 'good' : 'bad'}
      >${t(verified ? 'callback.verified' : 'callback.unverified')}</span
    >
  </li>`;
}

function reversalPart(transaction, { transactions }, { choose, reverse }) {
  const reversals = reversalsOf(transaction, transactions);
  const left = reversibleOf(transaction);
  return html`${
    reversals.length === 0
      ? nothing
      : html`<ul class="row" aria-label=${t('operations.reversals')}>
          ${reversals.map(
            ({ reference, amount, status }) =>
              html`<li>
                <button type="button" class="plain" @click=${() => choose(reference)}>
                  ${t('type.reversal')} ${amountOf(amount)} GNF · ${t(`transaction.${status}`)}
                </button>
              </li>`,
          )}
        </ul>`
  }
  ${left === undefined ? nothing : reversalForm(transaction.reference, left, reverse)}`;
}

function reversalForm(reference, left, reverse) {
  const submit = (event) => {
    event.preventDefault();
    reverse(reference, event.target.elements.amount.value.trim());
  };
  return html`<form class="reversal" @submit=${submit}>
    <label for="reversal-amount">${t('operations.reverseAmount')}</label>
    <div class="joined">
      <input
        id="reversal-amount"
        name="amount"
        inputmode="numeric"
        autocomplete="off"
        placeholder=${t('operations.reverseAll', amountOf(left))}
      />
      <button type="submit" class="plain">${t('operations.reverse')}</button>
    </div>
  </form>`;
}
