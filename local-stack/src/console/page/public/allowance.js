import { amountOf, endOf } from './format.js';
import { t, withLanguage } from './language.js';
import { isSpent } from './ledger.js';
import { byId, html, listNote, nothing, render } from './markup.js';
import { createNote } from './note.js';
import { stack } from './stack.js';

const MOST_CALLERS = 20;

/**
 * How many accounts were opened today, of how many: by all callers together, and by each.
 *
 * @param {{ announce: (text: string) => void }} how
 */
export function startAllowance({ announce }) {
  const container = byId('allowance');
  let spent;
  const show = () => render(spent === undefined ? nothing : [parts(spent), note.line()], container);
  const note = createNote(announce, show);
  byId('allowance-reset').addEventListener('click', async () => {
    try {
      spent = await stack.resetAllowance();
      note.say(t('allowance.done'));
    } catch (error) {
      note.say(t('failed', error.message));
    }
  });
  withLanguage(show);
  return {
    show(next) {
      spent = next;
      show();
    },
  };
}

function parts({ total, callers, endsAt }) {
  const shown = callers.slice(0, MOST_CALLERS);
  const end = endOf(new Date(endsAt));
  return html`<p class="quiet">${t('allowance.lead', end)}</p>
    <ul class="allowances">
      ${counter(t('allowance.total'), total, end)}
      ${shown.map((caller) => counter(caller.caller, caller, end))}
    </ul>
    ${listNote(shown.length, callers.length, t('allowance.empty'))}`;
}

function counter(name, openings, end) {
  const { openings: count, limit } = openings;
  const spent = isSpent(openings);
  return html`<li data-spent=${spent}>
    <p class="counter">
      <span>${name}</span>
      <strong
        >${amountOf(String(count))} / ${limit === 0 ? t('allowance.none') : amountOf(String(limit))}</strong
      >
    </p>
    ${limit === 0 ? nothing : html`<progress aria-label=${name} max=${limit} .value=${Math.min(count, limit)}></progress>`}
    ${spent ? html`<p class="bad">${t('allowance.spent', end)}</p>` : nothing}
  </li>`;
}
