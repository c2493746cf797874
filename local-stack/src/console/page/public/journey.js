import { durationOf } from './format.js';
import { named, t, withLanguage } from './language.js';
import { byId, html, render } from './markup.js';

/** The stations of each list, in the order in which a request meets them. */
const TRACKS = {
  'journey-steps': ['gateway', 'authorizer', 'get-account-info', 'queue', 'init-user-account', 'messages'],
  'journey-money': [
    'request-transaction',
    'transactions',
    'process-transaction',
    'notifications',
    'notify-parties',
    'sweep-transactions',
  ],
};
const STEPS = Object.values(TRACKS).flat();
/** What stands below a station's title, where that is not its own name. */
const NAMES = {
  gateway: 'API Gateway',
  queue: 'SQS',
  messages: 'Nimba · SES',
  transactions: 'SQS',
  notifications: 'SQS',
};
/** The station of each queue, by the queue's name in the manifest. */
const QUEUES = { 'account-requests': 'queue', transactions: 'transactions', notifications: 'notifications' };

/** The stations of a request; each lights up when something happens there and keeps what happened last. */
export function startJourney() {
  const facts = new Map();
  const show = () => {
    for (const [list, steps] of Object.entries(TRACKS))
      render(
        steps.map((step) => station(step, facts.get(step))),
        byId(list),
      );
  };
  const itemOf = (step) => document.querySelector(`.journey [data-step="${step}"]`);
  withLanguage(show);
  const tell = (step, result, text, lit = true) => {
    facts.set(step, { result, text });
    show();
    if (lit) light(itemOf(step));
  };
  return {
    note(event) {
      if (event.type === 'request') {
        const result = event.status < 400 ? 'good' : event.status < 500 ? 'busy' : 'bad';
        tell('gateway', result, () => `${event.status} · ${durationOf(event.durationMs)}`);
        // What an earlier request left at a station that this one did not reach would mislead. A function that had not
        // answered when the gateway did says so itself, later.
        if (event.authorizer !== 'miss') {
          const text = event.authorizer === 'hit' ? 'journey.kept' : 'journey.skipped';
          tell('authorizer', 'none', () => t(text), false);
        }
        if (event.coldStart === undefined && event.status < 500)
          tell('get-account-info', 'none', () => t('journey.skipped'), false);
      }
      if (event.type === 'function' && STEPS.includes(event.name)) {
        const text = () => `${durationOf(event.durationMs)} · ${t(event.coldStart ? 'cold' : 'warm')}`;
        const good = event.outcome === 'success';
        const outcome = () => named('outcome', event.outcome);
        tell(event.name, good ? 'good' : 'bad', () => (good ? text() : `${outcome()} · ${text()}`));
      }
      if (event.type === 'state' && event.what === 'queue') lightQueue(event.queue);
      if (event.type === 'outbox') tellMessages(event.counts, event.what !== 'cleared');
    },
    showQueues(queues) {
      for (const [name, step] of Object.entries(QUEUES)) {
        const { visible, inFlight, delayed } = queues[name].queue;
        const busy = visible + inFlight + delayed > 0;
        tell(step, busy ? 'busy' : 'good', () => t('journey.waiting', visible + delayed, inFlight), false);
      }
    },
    showMessages: (counts) => tellMessages(counts, false),
  };

  function lightQueue(queue) {
    const name = Object.keys(QUEUES).find((known) => queue.endsWith(known));
    if (name !== undefined) light(itemOf(QUEUES[name]));
  }

  function tellMessages({ sms, emails }, lit) {
    tell('messages', 'good', () => t('journey.sent', sms, emails), lit);
  }
}

function station(step, fact) {
  return html`<li data-step=${step} data-result=${fact?.result ?? 'none'}>
    <strong>${t(`journey.${step}`)}</strong>
    <code>${NAMES[step] ?? step}</code>
    <span class="last">${fact === undefined ? t('journey.none') : fact.text()}</span>
  </li>`;
}

/** Restarts the light even where it is still on. */
function light(item) {
  for (const animation of item.getAnimations({ subtree: true })) animation.cancel();
  item.classList.remove('lit');
  void item.offsetWidth;
  item.classList.add('lit');
}
