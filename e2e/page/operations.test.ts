import { type Page } from 'playwright-core';
import { type PageStory, tellPageStory } from './page-story.ts';

/** Opens the accounts of these numbers. */
async function opened({ client }: PageStory, ...numbers: string[]): Promise<void> {
  const token = await client.token();
  for (const number of numbers) {
    await client.balance(number, token);
    await client.untilWelcomed(`224${number}`);
  }
}

async function fill(page: Page, wish: { type: string; from?: string; to: string; amount: string }) {
  await page.locator('#operation-type').selectOption(wish.type);
  if (wish.from !== undefined) await page.getByLabel('Compte débité').fill(wish.from);
  await page.getByLabel('Compte crédité').fill(wish.to);
  await page.getByLabel('Montant (GNF)').fill(wish.amount);
  await page.getByRole('button', { name: 'Envoyer' }).click();
}

tellPageStory('money on the page', (story) => {
  test('a deposit becomes completed, and comes from the cash account', async () => {
    const { page, mishaps } = await story.open();
    await opened(story, '622000301');
    const result = page.locator('#operation');

    await fill(page, { type: 'deposit', to: '622 00 03 01', amount: '5000' });
    await result.locator('[data-status=completed]').waitFor();
    await result.locator('[data-side=debit]').getByText('Caisse du système').waitFor();
    const credited = result.locator('[data-side=credit]');
    await credited.locator('.party-balance', { hasText: /6\s000/ }).waitFor();
    await credited.getByText(/\+5\s000 GNF · mouvement 2, solde 6\s000 ensuite/).waitFor();
    expect(mishaps).toEqual([]);
  });

  test('a transfer shows both balances, both movements and both phones', async () => {
    const { page, mishaps } = await story.open();
    await opened(story, '622000302', '622000305');
    const result = page.locator('#operation');
    const [debited, credited] = ['debit', 'credit'].map((side) => result.locator(`[data-side=${side}]`));

    await fill(page, { type: 'transfer', from: '622 00 03 02', to: '622 00 03 05', amount: '400' });
    await debited!.getByText(/-400 GNF · mouvement 2, solde 600 ensuite/).waitFor();
    await credited!.getByText(/\+400 GNF · mouvement 2, solde 1\s400 ensuite/).waitFor();
    await debited!.locator('.bubble', { hasText: '600 GNF' }).waitFor();
    await credited!.locator('.bubble', { hasText: '1400 GNF' }).waitFor();
    for (const step of ['request-transaction', 'process-transaction', 'notify-parties'])
      await page.locator(`#journey-money [data-step=${step}][data-result=good]`).waitFor();
    expect(mishaps).toEqual([]);
  });

  test('says why a transfer failed', async () => {
    const { page, mishaps } = await story.open();
    await opened(story, '622000303', '622000304');

    await fill(page, { type: 'transfer', from: '622000303', to: '622000304', amount: '999999' });
    const result = page.locator('#operation');
    await result.locator('[data-status=failed]').waitFor();
    await result.getByText('Le solde du compte débité ne suffit pas.').waitFor();
    expect(await result.getByText('aucun mouvement').count()).toBe(2);
    expect(mishaps).toEqual([]);
  });

  test('shows what the API refuses at once', async () => {
    const { page } = await story.open();
    await fill(page, { type: 'transfer', from: '622000303', to: '622000303', amount: '10' });
    const result = page.locator('#operation');
    await result.getByText('400').waitFor();
    expect(await result.locator('[data-status]').count()).toBe(0);
  });
});
