import { t, withLanguage } from './language.js';

/** Longest rate at which one thing is read again, however fast events come. */
const PAUSE_MS = 120;

const RECONNECT_MS = 500;

/**
 * Listens to the stack's events.
 *
 * @param {{ onOpen: () => void, onEvent: (event: any) => void, light: HTMLElement }} how
 *   `onOpen` runs after every connection, because things may have changed while there was none.
 */
export function listen({ onOpen, onEvent, light }) {
  const show = (state) => {
    light.dataset.state = state;
    light.textContent = t(`live.${state}`);
  };
  withLanguage(() => show(light.dataset.state));
  const connect = () => {
    const source = new EventSource('/_local/events');
    source.addEventListener('open', () => {
      show('open');
      onOpen();
    });
    source.addEventListener('message', ({ data }) => onEvent(JSON.parse(data)));
    source.addEventListener('error', () => {
      show('lost');
      // A browser tries again by itself after a cut, but never after an answer that is not a stream, such as the 503 of
      // a stack that is starting.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RECONNECT_MS);
    });
  };
  connect();
}

/** Reads something again after a change: one reading at a time, and one more where it changed meanwhile. */
export function createReading(load, show) {
  let running = false;
  let again = false;
  const read = async () => {
    if (running) return void (again = true);
    running = true;
    again = false;
    try {
      show(await load());
    } catch {
      // The connection's light already tells that the stack is away; it is read again when it is back.
    }
    setTimeout(() => {
      running = false;
      if (again) void read();
    }, PAUSE_MS);
  };
  return read;
}
