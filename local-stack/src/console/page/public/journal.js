import { durationOf, timeOf } from './format.js';
import { named, t, withLanguage } from './language.js';
import { byId, html, render, repeat } from './markup.js';

const MOST_LINES = 60;

/** What happened, newest first. */
export function startJournal() {
  const list = byId('journal-lines');
  let events = [];
  let sequence = 0;
  const show = () =>
    render(
      events.length === 0
        ? html`<li class="quiet">${t('journal.empty')}</li>`
        : repeat(events, (event) => event.sequence, line),
      list,
    );
  withLanguage(show);
  return {
    note(event) {
      events = [{ ...event, sequence: ++sequence }, ...events].slice(0, MOST_LINES);
      show();
    },
  };
}

function line(event) {
  return html`<li data-type=${event.type} data-result=${resultOf(event)}>
    <time datetime=${event.at}>${timeOf(event.at)}</time>
    <span>${textOf(event)}</span>
  </li>`;
}

function textOf(event) {
  switch (event.type) {
    case 'request':
      return `${event.method} ${event.path} → ${event.status} · ${durationOf(event.durationMs)}`;
    case 'function':
      return `${event.name} · ${named('outcome', event.outcome)} · ${durationOf(event.durationMs)} · ${t(event.coldStart ? 'cold' : 'warm')}`;
    case 'state':
      return [t(`event.state.${event.what}`), event.queue, named('change', event.change)]
        .filter((part) => part !== undefined)
        .join(' · ');
    case 'outbox':
      return t(`event.outbox.${event.what}`);
    case 'faults':
      return event.site === undefined
        ? t('event.faults.settings')
        : `${t('event.faults.injected')} · ${event.site}`;
    case 'keys':
      return t('event.keys');
    default:
      return event.type;
  }
}

function resultOf(event) {
  if (event.type === 'request') return event.status < 400 ? 'good' : event.status < 500 ? 'odd' : 'bad';
  if (event.type === 'function') return event.outcome === 'success' ? 'good' : 'bad';
  return event.what === 'injected' || event.change === 'arrived' ? 'bad' : 'plain';
}
