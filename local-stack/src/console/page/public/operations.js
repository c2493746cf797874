import { amountOf, canonicalNumberOf, phoneNumberOf, timeOf } from './format.js';
import { named, t, withLanguage } from './language.js';
import { byId, html, nothing, render } from './markup.js';
import { reach, stack } from './stack.js';

const TYPES = ['deposit', 'transfer'];
const SIDES = ['debit', 'credit'];
const CASH = 'SYS#CASH';

/** The form that moves money, and what becomes of it: the transaction's state, and both accounts with their phones. */
export function startOperations(base) {
  const [form, type, debit, credit, amount, output] = [
    'operation-form',
    'operation-type',
    'operation-debit',
    'operation-credit',
    'operation-amount',
    'operation',
  ].map(byId);
  let state = { accounts: [], transactions: [], movements: [] };
  let outbox = { sms: [] };
  let asked;
  const show = () => render(asked === undefined ? empty() : outcome(asked, state, outbox), output);
  const offerParties = () => {
    byId('operation-from').hidden = type.value === 'deposit';
    debit.required = type.value !== 'deposit';
  };
  withLanguage(() => {
    render(
      TYPES.map((name) => html`<option value=${name}>${t(`type.${name}`)}</option>`),
      type,
    );
    show();
  });
  offerParties();
  type.addEventListener('change', offerParties);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wish = { type: type.value, debit: debit.value, credit: credit.value, amount: amount.value };
    try {
      asked = await send(base(), wish);
    } catch (error) {
      asked = { failure: error.message };
    }
    show();
  });
  return {
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

/** Each press is a wish of its own, so each has a key of its own. */
async function send(base, { type, debit, credit, amount }) {
  const party = (number) => [{ key: 'msisdn', value: canonicalNumberOf(number) }];
  const parties = { creditParty: party(credit), ...(type === 'deposit' ? {} : { debitParty: party(debit) }) };
  const response = await reach(`${location.origin}${base}/transactions/type/${type}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await stack.token()}`,
      'content-type': 'application/json',
      'x-correlationid': crypto.randomUUID(),
    },
    body: JSON.stringify({ amount, currency: 'GNF', ...parties }),
  });
  const { objectReference, message, code } = await response.json();
  return response.ok ? { reference: objectReference } : { status: response.status, message, code };
}

function empty() {
  return html`<p class="quiet">${t('operations.empty')}</p>`;
}

function outcome({ failure, status, message, code, reference }, state, outbox) {
  if (failure !== undefined) return html`<p class="alarm">${t('failed', failure)}</p>`;
  if (reference === undefined)
    return html`<p class="answer-status"><strong class="bad">${status}</strong> <code>${code}</code></p>
      <p>${message}</p>`;
  const transaction = state.transactions.find((item) => item.reference === reference);
  return html`${transactionHead(reference, transaction)}
  ${
    transaction === undefined
      ? nothing
      : html`<ul class="parties">
          ${SIDES.map((side) => partyCard(side, transaction, state, outbox))}
        </ul>`
  }`;
}

/** What was accepted is pending until the table says otherwise. */
function transactionHead(reference, { status = 'pending', type, amount, createdAt, finalAt, error } = {}) {
  return html`<p class="answer-status">
      ${type === undefined ? nothing : html`<strong>${t(`type.${type}`)} ${amountOf(amount)} GNF</strong>`}
      <code>${reference.slice(0, 8)}</code>
    </p>
    <ol class="trail" aria-label=${t('operations.trail')}>
      ${trailStep('pending', createdAt, status === 'pending')}
      ${status === 'pending' ? nothing : trailStep(status, finalAt, true)}
    </ol>
    ${error === undefined ? nothing : html`<p class="bad">${named('refusal', error.errorCode)}</p>`}`;
}

function trailStep(status, moment, isLast) {
  return html`<li data-status=${status} aria-current=${isLast ? 'step' : nothing}>
    ${t(`transaction.${status}`)}
    ${moment === undefined ? nothing : html`<span class="quiet">${timeOf(moment)}</span>`}
  </li>`;
}

function partyCard(side, transaction, { accounts, movements }, { sms }) {
  const party = transaction[side];
  const leg = movements.find(
    ({ reference, account }) => reference === transaction.reference && account === party,
  );
  const account = accounts.find(({ msisdn }) => msisdn === party);
  const message = sms.findLast(({ to }) => [to].flat().map(String).includes(party));
  return html`<li class="party" data-side=${side}>
    <p class="quiet">${t(`operations.${side}`)}</p>
    <strong>${party === CASH ? t('operations.cash') : phoneNumberOf(party)}</strong>
    ${
      account === undefined
        ? nothing
        : html`<p class="party-balance">${amountOf(account.balance)} <span>${account.currency}</span></p>`
    }
    <p class="leg">${leg === undefined ? t('operations.noLeg') : legText(leg)}</p>
    ${message === undefined ? nothing : html`<p class="bubble" dir="auto">${message.message}</p>`}
  </li>`;
}

function legText({ amount, sequence, balanceAfter }) {
  const signed = amount.startsWith('-') ? amountOf(amount) : `+${amountOf(amount)}`;
  return sequence === undefined
    ? `${signed} GNF`
    : `${signed} GNF · ${t('operations.leg', sequence, amountOf(balanceAfter))}`;
}
