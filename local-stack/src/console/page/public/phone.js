import { phoneNumberOf, timeOf } from './format.js';
import { t, withLanguage } from './language.js';
import { byId, html, nothing, render, repeat } from './markup.js';

const MOST_PHONES = 40;
const MOST_BUBBLES = 50;

/** Every phone that received something; the one that heard last is open, until a person opens another. */
export function startPhone() {
  const container = byId('phone');
  let outbox = { sms: [], counts: { sms: 0 } };
  let chosen;
  const choose = (number) => {
    chosen = number;
    show();
  };
  const show = () => {
    const threads = threadsOf(outbox);
    const open = threads.find(({ number }) => number === chosen) ?? threads[0];
    if (open === undefined) return render(html`<p class="quiet">${t('phone.empty')}</p>`, container);
    render(
      html`<ul class="phone-list" aria-label=${t('phone.list')}>
          ${repeat(
            threads.slice(0, MOST_PHONES),
            ({ number }) => number,
            (thread) => phoneEntry(thread, thread.number === open.number, choose),
          )}
        </ul>
        ${device(open)}`,
      container,
    );
    const screen = container.querySelector('.bubbles');
    screen.scrollTop = screen.scrollHeight;
  };
  withLanguage(show);
  return {
    show(next) {
      outbox = next;
      show();
    },
  };
}

/** One thread per recipient, the freshest first; an SMS to several phones rings on each. */
function threadsOf({ sms, counts }) {
  const threads = new Map();
  const older = counts.sms - sms.length;
  sms.forEach((message, index) => {
    for (const number of [message.to].flat().map(String)) {
      const thread = threads.get(number) ?? { number, messages: [] };
      thread.messages.push({ ...message, sequence: older + index + 1 });
      threads.delete(number);
      threads.set(number, thread);
    }
  });
  return [...threads.values()].reverse();
}

function phoneEntry({ number, messages }, isOpen, choose) {
  return html`<li>
    <button type="button" aria-current=${isOpen ? 'true' : nothing} @click=${() => choose(number)}>
      <strong>${phoneNumberOf(number)}</strong>
      <span class="quiet excerpt">${messages.at(-1).message}</span>
    </button>
  </li>`;
}

function device({ number, messages }) {
  const name = phoneNumberOf(number);
  return html`<div class="device" role="group" aria-label=${t('phone.of', name)}>
    <p class="device-title">${name}</p>
    <ol class="bubbles" tabindex="0">
      ${repeat(messages.slice(-MOST_BUBBLES), ({ sequence }) => `${number} ${sequence}`, bubble)}
    </ol>
  </div>`;
}

function bubble({ sender_name: sender, message, at }) {
  return html`<li class="bubble">
    <span class="bubble-from">${sender} · ${timeOf(at)}</span>
    <p dir="auto">${message}</p>
  </li>`;
}
