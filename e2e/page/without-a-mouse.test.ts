import { type Page } from 'playwright-core';
import { tellPageStory } from './page-story.ts';

tellPageStory('a reader without a mouse, or without eyes on the page', (story) => {
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
});

function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent');
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
