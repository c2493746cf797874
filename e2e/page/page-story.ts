import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { type Environment, type Story, tellStory } from '../support/story.ts';
import { findBrowser, launchBrowser } from './browser.ts';

/** A page open in a browser, and everything that should not have happened in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors, dialogs, refusals by the content policy, requests that leave this origin. */
  readonly mishaps: readonly string[];
}

/** What a story about the page is told with. */
export interface PageStory extends Story {
  /** Opens a page of this story's stack, or of another one. */
  open(path?: string, options?: BrowserContextOptions, origin?: string): Promise<OpenPage>;
}

const executablePath = findBrowser(process.env);
const MISSING =
  'No Chromium found: set CHROMIUM_PATH, or install one (Debian: apt-get install -y chromium). ';

/** A cold browser beside a cold stack takes its time on two cores. */
jest.setTimeout(60_000);

/**
 * Tells stories with a stack and a browser of their own. Without a browser they are skipped, loudly; on a CI, where
 * nobody reads that, the missing browser is a failure.
 */
export function tellPageStory(
  name: string,
  tell: (story: PageStory) => void,
  environment: Environment = {},
): void {
  if (executablePath === undefined) {
    process.stderr.write(`\n  ${MISSING}Skipped: ${name}.\n\n`);
    const missing = process.env['CI'] === 'true' ? test : test.skip;
    missing(`${name} (needs a browser)`, () => {
      throw new Error(MISSING);
    });
    return;
  }
  describe(name, () => {
    const story = tellStory(environment);
    let browser: Browser | undefined;
    beforeAll(async () => void (browser = await launchBrowser(executablePath)), 60_000);
    afterEach(async () => {
      for (const context of browser?.contexts() ?? []) await context.close();
    });
    afterAll(async () => browser?.close());
    tell({
      get stack() {
        return story.stack;
      },
      get client() {
        return story.client;
      },
      open: (path = '/_local/', options = {}, origin = story.stack.origin) =>
        openPage(browser as Browser, origin, path, options),
    });
  });
}

async function openPage(
  browser: Browser,
  origin: string,
  path: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const mishaps: string[] = [];
  page.on('pageerror', (error) => mishaps.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      mishaps.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    mishaps.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const leave = (url: string): void => {
    const { origin: target, protocol } = new URL(url);
    if (target !== origin && protocol !== 'data:') mishaps.push(`request: ${url}`);
  };
  page.on('requestfinished', (request) => leave(request.url()));
  // What the content policy stops is reported too, but never left the browser.
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'csp' && leave(request.url()));
  await page.goto(`${origin}${path}`);
  if (path === '/_local/') await page.locator('.live[data-state=open]').waitFor();
  return { page, mishaps };
}
