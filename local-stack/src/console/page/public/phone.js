import { byId, element } from './element.js';
import { phoneNumberOf, timeOf } from './format.js';
import { showList } from './keyed-list.js';
import { t, withLanguage } from './language.js';

const MOST_PHONES = 40;
const MOST_BUBBLES = 50;

/** Every phone that received something; the one that heard last is open, until a person opens another. */
export function startPhone() {
  const container = byId('phone');
  const phones = element('ul', { class: 'phone-list' });
  const screen = element('ol', { class: 'bubbles', tabindex: 0 });
  const title = element('p', { class: 'device-title' });
  const device = element('div', { class: 'device', role: 'group' }, title, screen);
  const empty = element('p', { class: 'quiet' });
  let outbox = { sms: [], counts: { sms: 0 } };
  let chosen;

  const show = () => {
    const threads = threadsOf(outbox);
    const open = threads.find(({ number }) => number === chosen) ?? threads[0];
    empty.textContent = t('phone.empty');
    phones.setAttribute('aria-label', t('phone.list'));
    container.replaceChildren(...(open === undefined ? [empty] : [phones, device]));
    if (open === undefined) return;
    showList(phones, threads.slice(0, MOST_PHONES), {
      key: ({ number }) => number,
      signature: ({ number, messages }) => `${number === open.number} ${messages.at(-1).sequence}`,
      build: (thread) => phoneEntry(thread, thread.number === open.number),
    });
    const name = phoneNumberOf(open.number);
    title.textContent = name;
    device.setAttribute('aria-label', t('phone.of', name));
    if (screen.dataset.number !== open.number) screen.replaceChildren();
    screen.dataset.number = open.number;
    showList(screen, open.messages.slice(-MOST_BUBBLES), {
      key: ({ sequence }) => String(sequence),
      build: bubble,
    });
    screen.scrollTop = screen.scrollHeight;
  };
  const phoneEntry = ({ number, messages }, isOpen) => {
    const entry = element(
      'button',
      { type: 'button', 'aria-current': isOpen ? 'true' : undefined },
      element('strong', {}, phoneNumberOf(number)),
      element('span', { class: 'quiet excerpt' }, messages.at(-1).message),
    );
    entry.addEventListener('click', () => {
      chosen = number;
      const hadFocus = document.activeElement === entry;
      show();
      if (hadFocus) phones.querySelector('[aria-current]')?.focus();
    });
    return element('li', {}, entry);
  };
  withLanguage(() => {
    screen.replaceChildren();
    show();
  });
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

function bubble({ sender_name: sender, message, at }) {
  return element(
    'li',
    { class: 'bubble' },
    element('span', { class: 'bubble-from' }, `${sender} · ${timeOf(at)}`),
    element('p', { dir: 'auto' }, message),
  );
}
