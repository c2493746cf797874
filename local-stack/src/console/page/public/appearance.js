import { remember } from './memory.js';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** Makes the button switch between light and dark; until it is used, the system decides. */
export function startAppearance(button) {
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  button.addEventListener('click', () => {
    const next = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    remember('theme', next);
    show();
  });
  prefersDark.addEventListener('change', show);
  show();
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? prefersDark.matches : chosen === 'dark';
}
