import { withLanguage } from './language.js';
import { html } from './markup.js';

/**
 * One sentence beside what a reader did: what became of it. A screen reader hears it from the announcer. It goes when
 * the language changes, because it was said in the other one.
 *
 * @param {(text: string) => void} announce
 * @param {() => void} show renders the panel that holds the line.
 */
export function createNote(announce, show) {
  let text = '';
  const clear = () => (text = '');
  withLanguage(clear);
  return {
    line: () => html`<p class="quiet note">${text}</p>`,
    clear,
    say(next) {
      text = next;
      announce(next);
      show();
    },
  };
}
