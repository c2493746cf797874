import { readFileSync } from 'node:fs';
import { type Page } from 'playwright-core';
import { startStack } from '../support/running-stack.ts';
import { tellPageStory } from './page-story.ts';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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
    expect(await shownText(page)).not.toMatch(
      /\b(try|operations|callback|statement|allowance|queue|faults|token|journal|phone|mail)\.[a-z]/,
    );
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

  test.each(['light', 'dark'] as const)(
    'finds nothing that shuts a reader out, in %s mode',
    async (colorScheme) => {
      await story.client.balance('622000301', await story.client.token());
      await story.client.untilWelcomed('224622000301');
      await story.client.send('nobody’s event');
      const { page } = await story.open('/_local/', { colorScheme });
      await page.locator('.bubble').first().waitFor();
      await page.locator('#dead-letters li').first().waitFor();
      await page.getByRole('group', { name: 'Courriel (SES)' }).getByText('lent').click();
      await page.getByRole('button', { name: 'Juger', exact: true }).click();
      await page.locator('.verdict').waitFor();
      await page.getByRole('button', { name: 'Demander' }).click();
      await page.locator('.try .answer-status').waitFor();
      await payIn(page, '622000301');
      await page.locator('#allowance progress').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    },
  );

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
    if (path === '/_local/') await payIn(page, '622000302');
    for (const summary of await page.locator('main summary').all())
      if (await summary.isVisible()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test('reads the API’s reference, and asks from it with a ready token', async () => {
    const { page, mishaps } = await story.open('/_local/reference');
    await page.getByRole('heading', { name: 'API Argent Mobile' }).waitFor();
    const operation = page.locator('#operations-Comptes-getAccountInfo');
    await operation.getByRole('button', { name: 'authorization button locked' }).waitFor();
    await operation.getByPlaceholder('msisdn').fill('622000307');
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').getByText('ACCOUNT_BEING_OPENED').first().waitFor();
    expect(mishaps).toEqual([]);
  });

  test('notices that the stack is gone, and sees the new one when it is back', async () => {
    const old = await startStack();
    const { page } = await story.open('/_local/', {}, old.origin);
    await page.getByText('Aucun compte encore.').waitFor();
    await old.stop();
    await page.locator('.live', { hasText: 'Coupé' }).waitFor();

    const next = await startStack({ PORT: new URL(old.origin).port });
    try {
      await fetch(`${next.health.base}/get-account-info/msisdn/622000308`, {
        headers: { authorization: `Bearer ${await (await fetch(`${next.origin}/_local/token`)).text()}` },
      });
      await page
        .getByRole('group', { name: 'Téléphone +224 622 00 03 08' })
        .getByText('Bienvenue !')
        .waitFor();
      await page.locator('.live', { hasText: 'En direct' }).waitFor();
    } finally {
      await next.stop();
    }
  });
});

/** A deposit with a callback, and the statement of its account with a verified receipt. */
async function payIn(page: Page, number: string): Promise<void> {
  await page.getByLabel('Compte crédité').fill(number);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await page.locator('#operation .callback .good').first().waitFor();
  await page.locator('#statement-account').selectOption(`224${number}`);
  await page.getByText('Reçu vérifié.').waitFor();
}

/** What axe finds wrong, contrast included, by rule and place. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

function shownText(page: Page): Promise<string> {
  return page.evaluate('document.body.innerText');
}

async function brightnessOf(page: Page): Promise<number> {
  const colour = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}
