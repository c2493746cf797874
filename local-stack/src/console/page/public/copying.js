import { t } from './language.js';

/** A button that copies a text and says so for a moment. */
export function copyButton(button, label, text) {
  const made = button(
    label,
    async () => {
      await navigator.clipboard.writeText(text());
      made.textContent = t('copied');
      setTimeout(() => (made.textContent = label), 1_500);
    },
    { class: 'plain' },
  );
  return made;
}
