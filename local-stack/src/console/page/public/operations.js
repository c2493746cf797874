import { canonicalNumberOf } from './format.js';
import { t, withLanguage } from './language.js';
import { byId, html, render } from './markup.js';

const TYPES = ['deposit', 'withdrawal', 'transfer', 'merchantpay'];
/** Whose money is the system's: that party is not named. */
const WITHOUT_DEBIT = 'deposit';
const WITHOUT_CREDIT = 'withdrawal';

/**
 * The form that moves money.
 *
 * @param {{ api: object, answered: (outcome: object) => void }} how
 */
export function startOperations({ api, answered }) {
  const [form, type, debit, credit, amount, callback] = [
    'operation-form',
    'operation-type',
    'operation-debit',
    'operation-credit',
    'operation-amount',
    'operation-callback',
  ].map(byId);
  const offerParties = () => {
    offer(debit, type.value !== WITHOUT_DEBIT);
    offer(credit, type.value !== WITHOUT_CREDIT);
  };
  withLanguage(() =>
    render(
      TYPES.map((name) => html`<option value=${name}>${t(`type.${name}`)}</option>`),
      type,
    ),
  );
  offerParties();
  type.addEventListener('change', offerParties);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wish = { type: type.value, debit: debit.value, credit: credit.value, amount: amount.value };
    try {
      const path = `/transactions/type/${wish.type}`;
      answered(await api.request(path, bodyOf(wish), { withCallback: callback.checked }));
    } catch (error) {
      answered({ failure: error.message });
    }
  });
}

function offer(input, isOffered) {
  input.closest('div').hidden = !isOffered;
  input.required = isOffered;
}

function bodyOf({ type, debit, credit, amount }) {
  const party = (number) => [{ key: 'msisdn', value: canonicalNumberOf(number) }];
  return {
    amount,
    currency: 'GNF',
    ...(type === WITHOUT_DEBIT ? {} : { debitParty: party(debit) }),
    ...(type === WITHOUT_CREDIT ? {} : { creditParty: party(credit) }),
  };
}
