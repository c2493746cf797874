import { byId, element } from './element.js';
import { durationOf, timeOf } from './format.js';
import { named, t, withLanguage } from './language.js';

const MOST_LINES = 60;

/** What happened, newest first. */
export function startJournal() {
  const list = byId('journal-lines');
  let events = [];
  const show = () =>
    list.replaceChildren(
      ...(events.length === 0 ? [element('li', { class: 'quiet' }, t('journal.empty'))] : events.map(line)),
    );
  withLanguage(show);
  return {
    note(event) {
      events = [event, ...events].slice(0, MOST_LINES);
      if (events.length === 1) return show();
      list.prepend(line(event));
      while (list.childElementCount > MOST_LINES) list.lastElementChild.remove();
    },
  };
}

function line(event) {
  return element(
    'li',
    { 'data-type': event.type, 'data-result': resultOf(event) },
    element('time', { datetime: event.at }, timeOf(event.at)),
    element('span', {}, textOf(event)),
  );
}

function textOf(event) {
  switch (event.type) {
    case 'request':
      return `${event.method} ${event.path} → ${event.status} · ${durationOf(event.durationMs)}`;
    case 'function':
      return `${event.name} · ${named('outcome', event.outcome)} · ${durationOf(event.durationMs)} · ${t(event.coldStart ? 'cold' : 'warm')}`;
    case 'state':
      return `${t(`event.state.${event.what}`)} · ${named('change', event.change)}`;
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
