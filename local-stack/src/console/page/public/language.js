import { recall, remember } from './memory.js';
import { ENGLISH } from './texts.en.js';
import { FRENCH } from './texts.fr.js';

const TEXTS = { fr: FRENCH, en: ENGLISH };
let current = recall('language') === 'en' ? 'en' : 'fr';
const listeners = [];

/** `fr`, unless the reader chose `en`. */
export function language() {
  return current;
}

/** A text by its name, with `{0}`, `{1}`… replaced; the name itself where there is none, which shows as a defect. */
export function t(name, ...values) {
  const text = TEXTS[current][name] ?? name;
  return text.replace(/\{(\d)\}/g, (_found, index) => String(values[Number(index)] ?? ''));
}

/** Whether a text of that name exists. */
export function hasText(name) {
  return Object.hasOwn(TEXTS[current], name);
}

/** What something is called, such as the state `sent` of a welcome; its own name where there is no text for it. */
export function named(kind, name) {
  return hasText(`${kind}.${name}`) ? t(`${kind}.${name}`) : name;
}

/** Calls the listener now and after every change of language. */
export function withLanguage(listener) {
  listeners.push(listener);
  listener();
}

/** Makes the button switch languages and keeps every text that the document names in the chosen one. */
export function startLanguage(button) {
  button.addEventListener('click', () => {
    current = current === 'fr' ? 'en' : 'fr';
    remember('language', current);
    for (const listener of listeners) listener();
  });
  withLanguage(() => {
    document.documentElement.lang = current;
    document.title = t('title');
    button.textContent = t('otherLanguage');
    button.lang = current === 'fr' ? 'en' : 'fr';
    for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll('[data-t-label]'))
      node.setAttribute('aria-label', t(node.dataset.tLabel));
  });
}
