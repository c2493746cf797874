import { button, byId, element, prettyJson, verbatim } from './element.js';
import { showList } from './keyed-list.js';
import { named, t, withLanguage } from './language.js';
import { createNote } from './note.js';
import { stack } from './stack.js';

const MOST_LETTERS = 50;
const COUNTS = ['visible', 'inFlight', 'delayed', 'dead'];

/**
 * How many messages the queue holds, and those that nobody could deal with.
 *
 * @param {{ announce: (text: string) => void, changed: () => void }} how
 */
export function startDeadLetters({ announce, changed }) {
  const [figures, container, redriveAll] = ['queue-counts', 'dead-letters', 'redrive-all'].map(byId);
  const list = element('ul', { class: 'letters' });
  const note = element('p', { class: 'quiet' });
  const done = createNote(announce);
  let state = { queue: {}, deadLetters: [] };
  const redrive = async (messageId) => {
    try {
      const { redriven } = await stack.redrive(messageId);
      done.say(t('queue.redriven', redriven));
    } catch (error) {
      done.say(t('failed', error.message));
    }
    changed();
  };
  const show = () => {
    const { queue, deadLetters } = state;
    figures.replaceChildren(
      ...COUNTS.map((name) => {
        const count = name === 'dead' ? deadLetters.length : queue[name];
        const bad = name === 'dead' && count > 0;
        return element(
          'div',
          { class: bad ? 'bad' : undefined },
          element('dd', {}, count ?? '–'),
          element('dt', {}, t(`queue.${name}`)),
        );
      }),
    );
    redriveAll.hidden = deadLetters.length === 0;
    note.textContent =
      deadLetters.length === 0 ? t('queue.empty') : t('more', deadLetters.length - MOST_LETTERS);
    note.hidden = deadLetters.length > 0 && deadLetters.length <= MOST_LETTERS;
    showList(list, deadLetters.slice(0, MOST_LETTERS), {
      key: ({ messageId }) => messageId,
      build: (letter) => letterEntry(letter, redrive),
    });
  };
  container.append(done.line, list, note);
  redriveAll.addEventListener('click', () => redrive(undefined));
  withLanguage(() => {
    list.replaceChildren();
    show();
  });
  return {
    show(next) {
      state = next;
      show();
    },
  };
}

function letterEntry({ messageId, body, attributes }, redrive) {
  const received = attributes.ApproximateReceiveCount;
  // A parked copy is a message of its own; the log names the one that it was copied from.
  const known = attributes['original-message-id'] ?? messageId;
  const facts = [
    attributes['failure-reason'] && `${t('queue.reason')} : ${reasonOf(attributes['failure-reason'])}`,
    Number(received) > 0 && t('queue.received', received),
    known !== messageId && t('queue.copy', messageId),
  ].filter(Boolean);
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'letter-head' },
      element('code', {}, known),
      button(t('queue.redrive'), () => redrive(messageId), {
        class: 'plain',
        'aria-label': t('queue.redriveOne', known),
      }),
    ),
    element('p', { class: 'quiet' }, facts.join(' · ')),
    verbatim(prettyJson(body), t('queue.content', known)),
  );
}

/** Why the consumer parked it, in a person's words. */
function reasonOf(reason) {
  const refusal = /^(sms-http|email)-(.+)$/.exec(reason);
  return refusal === null || refusal[2] === 'is-off'
    ? named('letter', reason)
    : t(`letter.${refusal[1]}`, refusal[2]);
}
