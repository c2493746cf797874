import { type Page } from 'playwright-core';
import { tellPageStory } from './page-story.ts';

tellPageStory('every reader of the page', (story) => {
  test('reads French first, English a click away, and finds it again next time', async () => {
    const { page, mishaps } = await story.open();
    const language = () => page.evaluate('document.documentElement.lang');
    expect(await language()).toBe('fr');
    await page.getByRole('heading', { name: 'Demandez un solde' }).waitFor();

    await page.getByRole('button', { name: 'English' }).click();
    expect(await language()).toBe('en');
    await page.getByRole('heading', { name: 'Ask for a balance' }).waitFor();
    await page.getByRole('group', { name: 'E-mail (SES)' }).getByText('silent').waitFor();
    expect(await page.title()).toBe('Local stack · Mobile money');

    await page.reload();
    await page.getByRole('heading', { name: 'Ask for a balance' }).waitFor();
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('heading', { name: 'Demandez un solde' }).waitFor();
    expect(await shownText(page)).not.toMatch(/\b(try|queue|faults|token|journal|phone|mail)\.[a-z]/);
    expect(mishaps).toEqual([]);
  });

  test('has it dark where the system is dark, and the other way round by a switch that lasts', async () => {
    const { page } = await story.open('/_local/', { colorScheme: 'dark' });
    const isDark = () => brightnessOf(page).then((brightness) => brightness < 60);
    expect(await isDark()).toBe(true);
    const theme = page.getByRole('button', { name: 'Sombre' });
    expect(await theme.getAttribute('aria-pressed')).toBe('true');

    await theme.click();
    expect(await isDark()).toBe(false);
    await page.reload();
    expect(await isDark()).toBe(false);
    expect(await page.getByRole('button', { name: 'Sombre' }).getAttribute('aria-pressed')).toBe('false');
  });

  test.each(['light', 'dark'] as const)('can tell text from ground in %s mode', async (colorScheme) => {
    await story.client.balance('622000301', await story.client.token());
    await story.client.untilWelcomed('224622000301');
    const { page } = await story.open('/_local/', { colorScheme });
    await page.locator('.bubble').first().waitFor();
    expect(await page.evaluate(WEAK_CONTRASTS)).toEqual([]);
  });

  test.each(['/_local/', '/_local/reference'])('fits %s on a phone of 320 pixels', async (path) => {
    await story.client.balance('622000302', await story.client.token());
    await story.client.untilWelcomed('224622000302');
    await story.client.send('pas un évènement '.repeat(20), 'x'.repeat(500));
    await story.client.until(async () => (await story.client.state()).deadLetters.length >= 2);
    const { page } = await story.open(path, { viewport: { width: 320, height: 640 } });
    await page
      .locator(path === '/_local/' ? '#dead-letters li' : '.opblock')
      .first()
      .waitFor();
    for (const summary of await page.locator('main summary').all())
      if (await summary.isVisible()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test('reaches and uses everything with the keyboard alone', async () => {
    const { page } = await story.open();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Aller au contenu');

    await page.getByLabel('Numéro de l’abonné').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('622 00 03 03');
    await page.keyboard.press('Enter');
    await page.locator('.answer-status', { hasText: '200' }).waitFor();
    await page.getByRole('group', { name: 'Téléphone +224 622 00 03 03' }).waitFor();

    await page.getByRole('radio', { name: 'marche' }).first().focus();
    await page.keyboard.press('ArrowRight');
    await story.client.until(async () => {
      const faults = (await (await fetch(`${story.stack.origin}/_local/faults`)).json()) as { sms: string };
      return faults.sms === 'slow';
    });

    await page.getByLabel('Collez un jeton').focus();
    await page.keyboard.type('abc');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.verdict', { hasText: 'Refusé' }).waitFor();
  });

  test('sees where the keyboard is, and hears what everything is called', async () => {
    const { page } = await story.open();
    const stops: string[] = [];
    for (let i = 0; i < 80; i += 1) {
      await page.keyboard.press('Tab');
      const stop = (await page.evaluate(FOCUS_STOP)) as { name: string; outlined: boolean } | null;
      if (stop === null) break;
      stops.push(stop.name);
      expect(stop).toEqual({ name: expect.stringMatching(/\S/), outlined: true });
    }
    expect(stops.length).toBeGreaterThan(20);
  });

  test('keeps focus while things change beneath', async () => {
    await story.client.balance('622000304', await story.client.token());
    await story.client.untilWelcomed('224622000304');
    const { page } = await story.open();
    const mail = page.locator('.mail summary').first();
    await mail.focus();
    await page.keyboard.press('Enter');
    await story.client.balance('622000305', await story.client.token());
    await page.getByRole('group', { name: 'Téléphone +224 622 00 03 05' }).waitFor();
    await page.locator('.mail-list > li').nth(1).waitFor();
    expect(await page.evaluate('document.activeElement.closest(".mail")?.open')).toBe(true);
  });

  test('is told aloud of a new SMS', async () => {
    const { page } = await story.open();
    await page.locator('#faults input').first().waitFor();
    await story.client.balance('622000306', await story.client.token());
    await page
      .locator('#announcer', { hasText: 'Nouveau SMS sur le +224 622 00 03 06' })
      .waitFor({ state: 'attached' });
  });

  test('reads the API’s reference, and asks from it with a ready token', async () => {
    const { page, mishaps } = await story.open('/_local/reference');
    await page.getByRole('heading', { name: 'API Argent Mobile' }).waitFor();
    await page.locator('.authorization__btn.locked').first().waitFor();
    await page.getByPlaceholder('msisdn').fill('622000307');
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('ACCOUNT_BEING_OPENED').first().waitFor();
    expect(mishaps).toEqual([]);
  });

  test('notices when the stack is gone, and sees the present when it is back', async () => {
    const { page } = await story.open();
    await page.context().setOffline(true);
    await page.evaluate('globalThis.dispatchEvent(new Event("offline"))');
    await story.client.balance('622000308', await story.client.token());
    await story.client.untilWelcomed('224622000308');
    await page.context().setOffline(false);
    await page.getByRole('group', { name: 'Téléphone +224 622 00 03 08' }).waitFor();
    await page.locator('.live[data-state=open]').waitFor();
  });
});

function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent');
}

function shownText(page: Page): Promise<string> {
  return page.evaluate('document.body.innerText');
}

async function brightnessOf(page: Page): Promise<number> {
  const colour = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

/** Where the keyboard is now: its accessible name, and whether the eye is shown the place. */
const FOCUS_STOP = `(() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const label = element.labels?.[0]?.textContent;
  const legend = element.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
  const name = element.getAttribute('aria-label') ?? label ?? element.getAttribute('aria-labelledby') ?? element.textContent;
  const shown = element.matches('.switch input') ? element.parentElement : element;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  return { name: (legend + ' ' + name).trim(), outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
})()`;

/** Texts whose contrast with the ground beneath is below 4.5 (WCAG 2.2, 1.4.3), with their ratio. */
const WEAK_CONTRASTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e !== null; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (rgba(colour)[3] > 200) return colour;
    }
    return 'white';
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!own || !element.checkVisibility() || element.closest('.unseen, noscript')) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return weak;
})()`;
