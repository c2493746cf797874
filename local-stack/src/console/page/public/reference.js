import { language, t } from './language.js';

document.documentElement.lang = language();
document.querySelector('.back a').textContent = `← ${t('title')}`;

const chosen = document.documentElement.dataset.theme;
const dark = chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
document.documentElement.classList.toggle('dark-mode', dark);

const viewer = globalThis.SwaggerUIBundle({
  url: '/_local/openapi.json',
  dom_id: '#reference',
  // Both would ask servers elsewhere.
  validatorUrl: null,
  oauth2RedirectUrl: undefined,
  docExpansion: 'full',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  // The document names 127.0.0.1; a page that was opened as localhost may call that name only.
  requestInterceptor(request) {
    const url = new URL(request.url, location.href);
    return { ...request, url: `${location.origin}${url.pathname}${url.search}` };
  },
  // Spares every reader the first step; the token is the stack's own and opens nothing elsewhere.
  async onComplete() {
    const token = await (await fetch('/_local/token')).text();
    viewer.preauthorizeApiKey('JwtAuthorizer', `Bearer ${token.trim()}`);
  },
});
