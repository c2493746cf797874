import { byId, element, verbatim } from './element.js';
import { momentOf, timeOf } from './format.js';
import { showList } from './keyed-list.js';
import { t, withLanguage } from './language.js';

const MOST_MAILS = 50;

/** The mailbox, freshest first. An e-mail's HTML is a document of its own that can do nothing. */
export function startMailbox() {
  const [container, count] = ['mails', 'mail-count'].map(byId);
  const list = element('ul', { class: 'mail-list' });
  const note = element('p', { class: 'quiet' });
  let outbox = { emails: [], counts: { emails: 0 } };
  const show = () => {
    const older = outbox.counts.emails - outbox.emails.length;
    const mails = outbox.emails.map((mail, index) => ({ ...mail, sequence: older + index + 1 })).reverse();
    count.textContent = String(outbox.counts.emails);
    const hidden = outbox.counts.emails - Math.min(mails.length, MOST_MAILS);
    note.textContent = mails.length === 0 ? t('mail.empty') : t('more', hidden);
    note.hidden = mails.length > 0 && hidden === 0;
    showList(list, mails.slice(0, MOST_MAILS), {
      key: ({ sequence, at }) => `${sequence} ${at}`,
      build: mailEntry,
    });
  };
  container.append(list, note);
  withLanguage(() => {
    list.replaceChildren();
    show();
  });
  return {
    show(next) {
      outbox = next;
      show();
    },
  };
}

function mailEntry(mail) {
  const { from, to, subject, at } = mail;
  const details = element(
    'details',
    { class: 'mail' },
    element(
      'summary',
      {},
      element('strong', {}, subject),
      element('time', { class: 'quiet', datetime: at }, timeOf(at)),
      element('span', { class: 'quiet excerpt' }, from),
    ),
  );
  // The frame is made when it is first looked at: fifty closed mails load nothing.
  details.addEventListener(
    'toggle',
    () => details.open && details.childElementCount === 1 && details.append(...opened(mail)),
  );
  const addresses = element(
    'dl',
    { class: 'mail-facts' },
    ...[
      [t('mail.from'), from],
      [t('mail.to'), [to].flat().join(', ')],
    ].flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
  function opened({ html, text, subject: title, sequence }) {
    return [
      addresses,
      element('p', { class: 'quiet' }, momentOf(at)),
      html === ''
        ? undefined
        : element('iframe', {
            sandbox: '',
            src: `/_local/mail/${sequence}`,
            title: t('mail.html', title),
            loading: 'lazy',
          }),
      html === ''
        ? verbatim(text, t('mail.text'))
        : element('details', {}, element('summary', {}, t('mail.text')), verbatim(text, t('mail.text'))),
    ].filter((part) => part !== undefined);
  }
  return element('li', {}, details);
}
