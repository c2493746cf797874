import { type Page } from 'playwright-core';
import { type PageStory, tellPageStory } from './page-story.ts';

/** Opens the accounts of these numbers, each for its own holder: that spends nothing of a caller's allowance. */
async function opened({ client }: PageStory, ...numbers: string[]): Promise<void> {
  for (const number of numbers) {
    await client.balance(number, await client.token({ msisdn: `224${number}` }));
    await client.untilWelcomed(`224${number}`);
  }
}

async function fill(page: Page, wish: { type: string; from?: string; to?: string; amount: string }) {
  await page.locator('#operation-type').selectOption(wish.type);
  if (wish.from !== undefined) await page.getByLabel('Compte débité').fill(wish.from);
  if (wish.to !== undefined) await page.getByLabel('Compte crédité').fill(wish.to);
  await page.getByLabel('Montant (GNF)').fill(wish.amount);
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
}

/** The transaction in full, once it is one of this number: before, another one may be shown. */
function shown(page: Page, number: string) {
  return page.locator('#operation .transaction', { hasText: number });
}

tellPageStory(
  'money on the page',
  (story) => {
    test('a deposit becomes completed, and comes from the cash account', async () => {
      const { page, mishaps } = await story.open();
      await opened(story, '622000301');
      const result = shown(page, '+224 622 00 03 01');

      await fill(page, { type: 'deposit', to: '622 00 03 01', amount: '5000' });
      await result.locator('[data-status=completed]').waitFor();
      const debited = result.locator('[data-side=debit]');
      await debited.getByText('Caisse du système').waitFor();
      await debited.locator('.leg-amount', { hasText: /-5\s000/ }).waitFor();
      const credited = result.locator('[data-side=credit]');
      await credited.locator('.leg-amount', { hasText: /\+5\s000/ }).waitFor();
      await credited.getByText(/mouvement 2, solde 6\s000 ensuite/).waitFor();
      await result.locator('.sum[data-sum="0"]').waitFor();
      expect(mishaps).toEqual([]);
    });

    test('a payment shows both legs, their sum, both phones and the callback', async () => {
      const { page, mishaps } = await story.open();
      await opened(story, '622000302', '622000305');
      const result = shown(page, '+224 622 00 03 05');
      const [debited, credited] = ['debit', 'credit'].map((side) => result.locator(`[data-side=${side}]`));

      await fill(page, { type: 'merchantpay', from: '622 00 03 02', to: '622 00 03 05', amount: '400' });
      await debited!.getByText('mouvement 2, solde 600 ensuite').waitFor();
      await credited!.getByText(/mouvement 2, solde 1\s400 ensuite/).waitFor();
      await debited!.locator('.bubble', { hasText: '600 GNF' }).waitFor();
      await credited!.locator('.bubble', { hasText: '1400 GNF' }).waitFor();
      await result.locator('.sum', { hasText: '-400 +400 = 0 GNF' }).waitFor();
      const callback = result.getByRole('region', { name: 'Rappel' });
      await callback.getByText('réponse 200').waitFor();
      await callback.getByText('signature vérifiée').waitFor();
      await callback.getByText(new URL(story.stack.origin).host, { exact: true }).waitFor();
      expect(await callback.innerText()).not.toContain('/_local');
      for (const step of ['request-transaction', 'process-transaction', 'notify-parties'])
        await page.locator(`#journey-money [data-step=${step}][data-result=good]`).waitFor();
      expect(mishaps).toEqual([]);
    });

    test('a callback that fails is tried again, and both attempts are shown', async () => {
      const { page } = await story.open();
      await opened(story, '622000306');
      await story.client.faults({ callback: 'fail' });
      await fill(page, { type: 'withdrawal', from: '622000306', amount: '100' });
      const result = shown(page, '+224 622 00 03 06');
      const attempts = result.locator('.callback li');
      await attempts.filter({ hasText: 'Essai 1' }).getByText('réponse 503').waitFor();
      await story.client.faults({});
      await attempts.filter({ hasText: 'réponse 200' }).waitFor();
      await result.locator('.callback .chip', { hasText: 'envoyé' }).waitFor();
    });

    test('a transfer is reversed in part from the page, and each shows the other', async () => {
      const { page, mishaps } = await story.open();
      await opened(story, '622000307', '622000308');
      const result = shown(page, '+224 622 00 03 08');

      await fill(page, { type: 'transfer', from: '622000307', to: '622000308', amount: '400' });
      await result.getByLabel('Montant à annuler').fill('150');
      await result.getByRole('button', { name: 'Annuler l’opération' }).click();
      await result.getByText('Annulation 150 GNF').waitFor();
      await result.locator('[data-side=credit]').getByText('mouvement 3, solde 750 ensuite').waitFor();

      await result.getByRole('button', { name: /^l’opération/ }).click();
      await result.getByRole('button', { name: 'Annulation 150 GNF · effectuée' }).waitFor();
      await result.getByPlaceholder(/tout ce qui reste\s: 250/).fill('251');
      await result.getByRole('button', { name: 'Annuler l’opération' }).click();
      await page
        .locator('#operation')
        .getByRole('alert')
        .getByText('ne peut pas être annulée pour ce montant')
        .waitFor();
      await page.locator('#transactions button', { hasText: 'Annulation 150 GNF' }).waitFor();
      // The browser reports the 400 that was asked for.
      expect(mishaps.filter((mishap) => !mishap.includes('400'))).toEqual([]);
    });

    test('says why a transfer failed', async () => {
      const { page, mishaps } = await story.open();
      await opened(story, '622000303', '622000304');

      await fill(page, { type: 'transfer', from: '622000303', to: '622000304', amount: '999999' });
      const result = shown(page, '+224 622 00 03 04');
      await result.locator('[data-status=failed]').waitFor();
      await result.getByText('Le solde du compte débité ne suffit pas.').waitFor();
      expect(await result.getByText('aucun mouvement').count()).toBe(2);
      expect(await result.locator('.sum').count()).toBe(0);
      expect(mishaps).toEqual([]);
    });

    test('shows what the API refuses at once', async () => {
      const { page } = await story.open();
      await fill(page, { type: 'transfer', from: '622000303', to: '622000303', amount: '10' });
      const result = page.locator('#operation');
      await result.getByRole('alert').getByText('400').waitFor();
      expect(await result.locator('[data-status]').count()).toBe(0);
    });

    test('a statement is verified by its account’s receipt, follows the account, and is held to a kept receipt', async () => {
      const { page, mishaps } = await story.open();
      await opened(story, '622000309');
      const row = page.locator('#accounts tbody', { hasText: '224622000309' });
      await row.getByRole('button', { name: 'relevé' }).click();
      const statement = page.locator('#statement');
      await statement.getByText('aucun reçu ne le prouve encore').waitFor();

      await fill(page, { type: 'deposit', to: '622000309', amount: '5000' });
      await statement.getByText('Il prouve les mouvements 1 à 2.').waitFor();
      const [deposit, opening] = ['2', '1'].map((number) =>
        statement
          .getByRole('row')
          .filter({ has: page.getByRole('rowheader', { name: number, exact: true }) }),
      );
      for (const text of ['dépôt', 'Caisse du système', /\+5\s000/, /6\s000/, 'vérifié'])
        await deposit!.getByText(text).first().waitFor();
      await opening!.getByText('ouverture du compte').waitFor();

      await page.getByLabel('Reçu gardé').fill(`2.${'0'.repeat(64)}`);
      await page.getByRole('button', { name: 'Vérifier' }).click();
      await statement.getByText('Un des mouvements 1 à 2 a été changé.').waitFor();
      expect(mishaps).toEqual([]);
    });

    test('an opening beyond the allowance says until when, and the counters can be set to zero', async () => {
      const { page, mishaps } = await story.open();
      await fetch(`${story.stack.origin}/_local/allowance`, { method: 'DELETE' });
      const ask = async (number: string, status: string) => {
        await page.getByLabel('Numéro de l’abonné').fill(number);
        await page.getByRole('button', { name: 'Demander' }).click();
        await page.locator('.answer[data-state=answered] .answer-status', { hasText: status }).waitFor();
      };
      const caller = page.locator('#allowance li', { hasText: 'local-client@clients' });

      await ask('622000310', '200');
      await caller.getByText('1 / 1').waitFor();
      await caller.getByText('Épuisé jusqu’à').waitFor();
      await ask('622000311', '429');
      await page.locator('.answer').getByText('Nouvel essai possible à partir de').waitFor();

      await page.getByRole('button', { name: 'Remettre à zéro' }).click();
      await page.locator('#allowance').getByText('Les compteurs du jour sont à zéro.').waitFor();
      await ask('622000311', '200');
      await caller.getByText('1 / 1').waitFor();
      // The browser reports the 429 that was asked for.
      expect(mishaps.filter((mishap) => !mishap.includes('429'))).toEqual([]);
    });
  },
  { OPENINGS_PER_CALLER_PER_DAY: '1' },
);
