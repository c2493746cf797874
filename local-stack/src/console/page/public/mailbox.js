import { momentOf, timeOf } from './format.js';
import { t, withLanguage } from './language.js';
import { byId, html, listNote, nothing, render, repeat, verbatim } from './markup.js';

const MOST_MAILS = 50;

/** The mailbox, freshest first. An e-mail's HTML is a document of its own that can do nothing. */
export function startMailbox() {
  const [container, count] = ['mails', 'mail-count'].map(byId);
  // The frame is made when it is first looked at: fifty closed mails load nothing.
  const opened = new Set();
  let outbox = { emails: [], counts: { emails: 0 } };
  const open = (key) => {
    opened.add(key);
    show();
  };
  const show = () => {
    const { emails, counts } = outbox;
    const older = counts.emails - emails.length;
    const mails = emails.map((mail, index) => ({ ...mail, sequence: older + index + 1 })).reverse();
    const shown = mails.slice(0, MOST_MAILS);
    count.textContent = String(counts.emails);
    render(
      html`<ul class="mail-list">
          ${repeat(shown, keyOf, (mail) => mailEntry(mail, opened.has(keyOf(mail)), open))}
        </ul>
        ${listNote(shown.length, counts.emails, t('mail.empty'))}`,
      container,
    );
  };
  withLanguage(show);
  return {
    show(next) {
      outbox = next;
      show();
    },
  };
}

const keyOf = ({ sequence, at }) => `${sequence} ${at}`;

function mailEntry(mail, wasOpened, open) {
  const { from, subject, at } = mail;
  return html`<li>
    <details class="mail" @toggle=${({ target }) => target.open && open(keyOf(mail))}>
      <summary>
        <strong>${subject}</strong>
        <time class="quiet" datetime=${at}>${timeOf(at)}</time>
        <span class="quiet excerpt">${from}</span>
      </summary>
      ${wasOpened ? mailContent(mail) : nothing}
    </details>
  </li>`;
}

function mailContent({ from, to, at, html: markup, text, subject, sequence }) {
  const plain = verbatim(text, t('mail.text'));
  return html`<dl class="mail-facts">
      <dt>${t('mail.from')}</dt>
      <dd>${from}</dd>
      <dt>${t('mail.to')}</dt>
      <dd>${[to].flat().join(', ')}</dd>
    </dl>
    <p class="quiet">${momentOf(at)}</p>
    ${
      markup === ''
        ? plain
        : html`<iframe
              sandbox=""
              src=${`/_local/mail/${sequence}`}
              title=${t('mail.html', subject)}
              loading="lazy"
            ></iframe>
            <details>
              <summary>${t('mail.text')}</summary>
              ${plain}
            </details>`
    }`;
}
