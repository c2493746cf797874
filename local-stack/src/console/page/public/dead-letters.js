import { named, t, withLanguage } from './language.js';
import { byId, html, listNote, prettyJson, render, repeat, verbatim } from './markup.js';
import { createNote } from './note.js';
import { stack } from './stack.js';

const MOST_LETTERS = 50;
const COUNTS = ['visible', 'inFlight', 'delayed', 'dead'];

/**
 * How many messages the queue holds, and the dead letters.
 *
 * @param {{ announce: (text: string) => void, changed: () => void }} how
 */
export function startDeadLetters({ announce, changed }) {
  const [figures, container, redriveAll] = ['queue-counts', 'dead-letters', 'redrive-all'].map(byId);
  let state = { queue: {}, deadLetters: [] };
  const redrive = async (messageId) => {
    try {
      const { redriven } = await stack.redrive(messageId);
      note.say(t('queue.redriven', redriven));
    } catch (error) {
      note.say(t('failed', error.message));
    }
    changed();
  };
  const show = () => {
    const { queue, deadLetters } = state;
    const shown = deadLetters.slice(0, MOST_LETTERS);
    const counts = { ...queue, dead: deadLetters.length };
    render(
      COUNTS.map((name) => {
        const isBad = name === 'dead' && counts.dead > 0;
        return html`<div class=${isBad ? 'bad' : ''}>
          <dd>${counts[name] ?? '–'}</dd>
          <dt>${t(`queue.${name}`)}</dt>
        </div>`;
      }),
      figures,
    );
    redriveAll.hidden = deadLetters.length === 0;
    render(
      html`${note.line()}
        <ul class="letters">
          ${repeat(
            shown,
            ({ messageId }) => messageId,
            (letter) => letterEntry(letter, redrive),
          )}
        </ul>
        ${listNote(shown.length, deadLetters.length, t('queue.empty'))}`,
      container,
    );
  };
  const note = createNote(announce, show);
  redriveAll.addEventListener('click', () => redrive(undefined));
  withLanguage(show);
  return {
    show(next) {
      state = next;
      show();
    },
  };
}

function letterEntry({ messageId, body, attributes }, redrive) {
  const received = attributes.ApproximateReceiveCount;
  // A copy in the dead letters is a message of its own; the log names the message that it was copied from.
  const known = attributes['original-message-id'] ?? messageId;
  const facts = [
    attributes['failure-reason'] && `${t('queue.reason')} : ${reasonOf(attributes['failure-reason'])}`,
    Number(received) > 0 && t('queue.received', received),
    known !== messageId && t('queue.copy', messageId),
  ].filter(Boolean);
  return html`<li>
    <div class="letter-head">
      <code>${known}</code>
      <button
        type="button"
        class="plain"
        aria-label=${t('queue.redriveOne', known)}
        @click=${() => redrive(messageId)}
      >
        ${t('queue.redrive')}
      </button>
    </div>
    <p class="quiet">${facts.join(' · ')}</p>
    ${verbatim(prettyJson(body), t('queue.content', known))}
  </li>`;
}

/** Why the consumer sent it to the dead letters, in a person's words. */
function reasonOf(reason) {
  const refusal = /^(sms-http|email)-(.+)$/.exec(reason);
  return refusal === null || refusal[2] === 'is-off'
    ? named('letter', reason)
    : t(`letter.${refusal[1]}`, refusal[2]);
}
