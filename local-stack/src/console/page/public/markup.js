import { html, nothing, render } from '../lit-html/lit-html.js';
import { live } from '../lit-html/directives/live.js';
import { repeat } from '../lit-html/directives/repeat.js';
import { t } from './language.js';

export { html, live, nothing, render, repeat };

export function byId(id) {
  return document.getElementById(id);
}

/** A block of text as it is, such as JSON; can be scrolled with the keyboard. */
export function verbatim(text, label) {
  return html`<pre tabindex="0" aria-label=${label} role="group">${text}</pre>`;
}

/** A JSON document, indented; another text stays as it is. */
export function prettyJson(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A button that copies a text and says so for a moment. */
export function copyButton(label, text) {
  const copy = async ({ currentTarget: button }) => {
    await navigator.clipboard.writeText(text);
    button.dataset.copied = t('copied');
    setTimeout(() => delete button.dataset.copied, 1_500);
  };
  return html`<button type="button" class="plain copy" @click=${copy}>${label}</button>`;
}

/** How many entries of a long list are not shown, or what to say where the list is empty. */
export function listNote(shown, total, empty) {
  if (total === 0) return html`<p class="quiet">${empty}</p>`;
  return total > shown ? html`<p class="quiet">${t('more', total - shown)}</p>` : nothing;
}
