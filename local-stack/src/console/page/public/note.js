import { element } from './element.js';
import { withLanguage } from './language.js';

/**
 * One sentence beside what somebody did: what became of it. A screen reader hears it from the announcer. It goes when
 * the language changes, because it was said in the other one.
 *
 * @param {(text: string) => void} announce
 */
export function createNote(announce) {
  const line = element('p', { class: 'quiet note' });
  const clear = () => (line.textContent = '');
  withLanguage(clear);
  return {
    line,
    clear,
    say(text) {
      line.textContent = text;
      announce(text);
    },
  };
}
