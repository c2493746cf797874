import { startAccounts } from './accounts.js';
import { startAllowance } from './allowance.js';
import { createApi } from './api.js';
import { startAppearance } from './appearance.js';
import { startDeadLetters } from './dead-letters.js';
import { startFaults } from './faults.js';
import { phoneNumberOf } from './format.js';
import { startJournal } from './journal.js';
import { startJourney } from './journey.js';
import { startLanguage, t, withLanguage } from './language.js';
import { createReading, listen } from './live.js';
import { startMailbox } from './mailbox.js';
import { byId, copyButton, html, render, repeat } from './markup.js';
import { startOperations } from './operations.js';
import { startPhone } from './phone.js';
import { stack } from './stack.js';
import { startStatement } from './statement.js';
import { startTokenVerdict } from './token-verdict.js';
import { startTransactions } from './transactions.js';
import { startTryIt } from './try-it.js';

const MOST_ANNOUNCEMENTS = 10;

startLanguage(byId('language'));
startAppearance(byId('theme'));

const announce = startAnnouncer(byId('announcer'));
let health = { base: `${location.origin}/dev` };

startTryIt(() => new URL(health.base).pathname);
startTokenVerdict();
const api = createApi(() => health);
const transactions = startTransactions(api);
startOperations({ api, answered: transactions.answered });
const statement = startStatement(api);
const allowance = startAllowance({ announce });
const journey = startJourney();
const journal = startJournal();
const phone = startPhone();
const mailbox = startMailbox();
const accounts = startAccounts({
  showStatement(msisdn) {
    statement.choose(msisdn);
    byId('statement-account').focus();
  },
});
const deadLetters = startDeadLetters({ announce, changed: () => readState() });
const faults = startFaults({ announce });

const readOutbox = createReading(stack.outbox, (outbox) => {
  phone.show(outbox);
  mailbox.show(outbox);
  transactions.showOutbox(outbox);
  journey.showMessages(outbox.counts);
  announceNews(outbox);
});
const readState = createReading(stack.state, (state) => {
  accounts.show(state.accounts);
  transactions.showState(state);
  statement.showState(state);
  deadLetters.show(ofAllQueues(state.queues));
  journey.showQueues(state.queues);
});
const readAllowance = createReading(stack.allowance, allowance.show);
const readFaults = createReading(stack.faults, faults.show);
const readInjected = createReading(stack.injectedFaults, faults.showInjected);
const readHealth = createReading(stack.health, (next) => {
  health = next;
  showAddresses();
});

byId('outbox-clear').addEventListener(
  'click',
  () => void stack.clearOutbox().catch((e) => announce(t('failed', e.message))),
);
withLanguage(showAddresses);

listen({
  light: byId('live'),
  onOpen() {
    for (const read of [readHealth, readOutbox, readState, readAllowance, readFaults, readInjected])
      void read();
  },
  onEvent(event) {
    journal.note(event);
    journey.note(event);
    if (event.type === 'outbox') void readOutbox();
    if (event.type === 'state') void readState();
    if (event.what === 'ledger') void readAllowance();
    if (event.type === 'faults') void (event.what === 'settings' ? readFaults() : readInjected());
    if (event.what === 'dead-letter' && event.change !== 'deleted') announce(t('queue.new'));
  },
});

/** What all queues hold together. */
function ofAllQueues(queues) {
  const all = Object.values(queues);
  const sum = (name) => all.reduce((total, { queue }) => total + queue[name], 0);
  return {
    queue: { visible: sum('visible'), inFlight: sum('inFlight'), delayed: sum('delayed') },
    deadLetters: all.flatMap(({ deadLetters: letters }) => letters),
  };
}

let heard;

/** Tells a screen reader what arrived since the last look, but not what was there at the first. */
function announceNews({ sms, emails, counts }) {
  if (heard !== undefined && counts.sms > heard.sms)
    announce(t('phone.new', phoneNumberOf([sms.at(-1).to].flat()[0])));
  else if (heard !== undefined && counts.emails > heard.emails)
    announce(t('mail.new', emails.at(-1).subject));
  heard = counts;
}

function showAddresses() {
  const addresses = [
    ['address.api', health.base],
    ['address.aws', health.awsEndpoint],
  ].filter(([, address]) => address !== undefined);
  render(
    addresses.map(
      ([name, address]) =>
        html`<div>
          <dt>${t(name)}</dt>
          <dd><code>${address}</code> ${copyButton(t('copy'), address)}</dd>
        </div>`,
    ),
    byId('addresses'),
  );
}

/** Tells a screen reader what happens elsewhere on the page; one thing after the other. */
function startAnnouncer(region) {
  let said = [];
  let sequence = 0;
  return (text) => {
    said = [...said, { text, sequence: ++sequence }].slice(-MOST_ANNOUNCEMENTS);
    render(
      repeat(
        said,
        (announcement) => announcement.sequence,
        (announcement) => html`<p>${announcement.text}</p>`,
      ),
      region,
    );
  };
}
