import type { Page } from 'playwright-core';
import { accountEvent } from '../support/account-event.ts';
import { tellPageStory } from './page-story.ts';

tellPageStory('a first visit to the page', (story) => {
  test('asks for a balance, sees the SMS and the e-mail arrive, and finds the account', async () => {
    const { page, mishaps } = await story.open();

    await page.getByLabel('Numéro de l’abonné').fill('622 00 01 01');
    await page.getByRole('button', { name: 'Demander' }).click();
    const answer = page.locator('#try-answer');
    await answer.getByText('200 OK').waitFor();
    await answer.locator('code', { hasText: 'ACCOUNT_BEING_OPENED' }).waitFor();
    expect(await answer.locator('.answer-status').innerText()).toMatch(/\d+ ms/);

    const phone = page.getByRole('group', { name: 'Téléphone +224 622 00 01 01' });
    await phone.getByText('Bienvenue !').waitFor();
    await phone.getByText('SMS 9080').waitFor();
    const mail = page.locator('.mail', { hasText: 'Compte ouvert : 224*******01' });
    await mail.locator('summary').first().click();
    await mail.getByText('back-office@example.org').first().waitFor();
    await page.frameLocator('.mail iframe').getByText('1000 GNF').waitFor();
    const row = page.getByRole('row', { name: '224622000101' });
    await row.getByText('SMS envoyé').waitFor();
    await row.getByText('courriel envoyé').waitFor();
    expect(await row.innerText()).toMatch(/1\s000 GNF/);

    await page.getByRole('button', { name: 'Demander' }).click();
    await answer.locator('code', { hasText: 'ACCOUNT_FOUND' }).waitFor();
    expect(await answer.locator('.balance').innerText()).toMatch(/1\s000 GNF/);
    await answer.getByText('En-têtes').click();
    await answer.getByText('x-correlation-id:').waitFor();
    expect(mishaps).toEqual([]);
  });

  test('sees what others cause without a reload', async () => {
    const { page, mishaps } = await story.open();
    const token = await story.client.token();

    await story.client.balance('622000102', token);
    await page.getByRole('group', { name: 'Téléphone +224 622 00 01 02' }).getByText('Bienvenue !').waitFor();
    const journal = page.locator('#journal-lines');
    await journal.getByText('GET /get-account-info/msisdn/').first().waitFor();
    expect(await journal.innerText()).not.toContain('622000102');
    await page.locator('#journey-steps [data-step=init-user-account][data-result=good]').waitFor();
    expect(mishaps).toEqual([]);
  });

  test('asks with a token that is refused, and with none', async () => {
    const { page } = await story.open();
    for (const [kind, status] of [
      ['périmé', '401'],
      ['lié à un autre numéro', '403'],
      ['absent', '401'],
      ['lié à ce numéro', '200'],
    ] as const) {
      await page.getByLabel('Avec le jeton').selectOption(kind);
      await page.getByRole('button', { name: 'Demander' }).click();
      await page.locator('.answer[data-state=answered] .answer-status', { hasText: status }).waitFor();
    }
  });

  test('has a pasted token judged by the authorizer itself', async () => {
    const { page } = await story.open();
    const verdict = page.locator('#token-verdict');

    await page.getByRole('button', { name: 'Prendre un jeton prêt' }).click();
    await page.locator('#token-text:not(:placeholder-shown)').waitFor();
    await page.getByRole('button', { name: 'Juger', exact: true }).click();
    await verdict.getByText('Accepté').waitFor();
    await verdict.getByText('"Effect": "Allow"').waitFor();

    for (const [token, sentence] of [
      [await story.client.token({ expires_in: '-1' }), 'Il est périmé (exp).'],
      [await story.client.token({ aud: 'https://other.example' }), 'Il est fait pour une autre API (aud).'],
      [`${(await story.client.token()).slice(0, -8)}AAAAAAAA`, 'La signature ne correspond pas'],
      ['n’importe quoi', 'Ce n’est pas « Bearer »'],
    ] as const) {
      await page.getByLabel('Collez un jeton').fill(token);
      await page.getByRole('button', { name: 'Juger', exact: true }).click();
      await verdict.getByText(sentence).waitFor();
      await verdict.getByText('Refusé').waitFor();
      await verdict.getByText('"Effect": "Deny"').waitFor();
    }
  });

  test('sends dead letters back to the queue, one and all', async () => {
    const { page, mishaps } = await story.open();
    const letters = page.locator('#dead-letters li');
    await page.getByText('Aucune lettre morte.').waitFor();

    await story.client.send(...['a', 'b', 'c'].map((note) => accountEvent('not a number', { note })));
    await letters.nth(2).waitFor();
    await letters.first().getByText('Cause : son numéro n’est pas sous sa seule forme permise').waitFor();
    await page
      .getByRole('button', { name: /^Renvoyer le message/ })
      .first()
      .click();
    await page.locator('#announcer', { hasText: 'Renvoyés dans la file : 1' }).waitFor({ state: 'attached' });
    await letters.nth(2).waitFor();
    await page.getByRole('button', { name: 'Tout renvoyer dans la file' }).click();
    await page.locator('#announcer', { hasText: 'Renvoyés dans la file : 3' }).waitFor({ state: 'attached' });
    expect(mishaps).toEqual([]);
  });

  test('breaks the SMS provider by a switch, watches it heal and the SMS arrive', async () => {
    const { page } = await story.open();
    const sms = page.getByRole('group', { name: 'SMS (Nimba)' });
    await sms.getByText('échoue').click();
    await story.client.until(async () => (await faultsOf()).sms === 'fail');

    await story.client.balance('622000103', await story.client.token());
    const row = page.getByRole('row', { name: '224622000103' });
    await row.getByText('courriel envoyé').waitFor();
    await page.getByText('fail:sms.Send').first().waitFor();
    expect(await page.getByRole('group', { name: 'Téléphone +224 622 00 01 03' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Tout rétablir' }).click();
    await sms.getByRole('radio', { name: 'marche', checked: true }).waitFor();
    await row.getByText('SMS envoyé').waitFor();
  });

  test('sets chances and the seed, and shows what another page set', async () => {
    const { page } = await story.open();
    await page.getByLabel('Graine').fill('42');
    await page.getByLabel('Graine').blur();
    await page.getByLabel('Livré deux fois').fill('0.5');
    await story.client.until(async () => {
      const faults = await faultsOf();
      return faults.seed === 42 && faults.duplicate === 0.5;
    });

    await story.client.faults({ seed: 7, jwks: 'slow', crash: 0.25 });
    await page
      .getByRole('group', { name: 'Clés (JWKS)' })
      .getByRole('radio', { name: 'lent', checked: true })
      .waitFor();
    expect(await page.getByLabel('Graine').inputValue()).toBe('7');
    expect(await page.getByLabel('Arrêt après écriture').inputValue()).toBe('0.25');
    expect(await page.getByLabel('Livré deux fois').inputValue()).toBe('0');
  });

  test('keeps every change, however quickly one follows the other', async () => {
    const { page } = await story.open();
    const held = await holdChanges(page);
    await page.getByLabel('Graine').fill('11');
    await page.getByLabel('Graine').blur();
    await held.asked;
    await page.getByLabel('Arrêt après écriture').fill('0.75');
    await page.getByRole('group', { name: 'SSM' }).getByText('échoue').click();
    held.release();

    await story.client.until(async () => {
      const { seed, crash, ssm } = await faultsOf();
      return seed === 11 && crash === 0.75 && ssm === 'fail';
    });
    expect(await page.getByLabel('Arrêt après écriture').inputValue()).toBe('0.75');
  });

  test('puts everything back after a change that is still under way', async () => {
    const { page } = await story.open();
    const held = await holdChanges(page);
    await page.getByRole('group', { name: 'SMS (Nimba)' }).getByText('échoue').click();
    await held.asked;
    await page.getByRole('button', { name: 'Tout rétablir' }).click();
    held.release();

    await page.locator('#faults').getByText('Fait : Tout rétablir').waitFor();
    expect(await faultsOf()).toMatchObject({ sms: 'ok' });
    await page
      .getByRole('group', { name: 'SMS (Nimba)' })
      .getByRole('radio', { name: 'marche', checked: true })
      .waitFor();
  });

  test('shows what befalls single calls by chance, and puts back a seed that is none', async () => {
    const { page } = await story.open();
    await story.client.faults({
      seed: 9,
      crash: 0.02,
      chances: { sms: { fail: 0.04, 'applied-then-fail': 0.01 } },
    });
    await page.getByText('SMS (Nimba) échoue 4 %, fait, puis échoue 1 %').waitFor();
    expect(await page.getByLabel('Arrêt après écriture').inputValue()).toBe('0.02');

    for (const none of ['', '-1', '9007199254740992']) {
      await page.getByLabel('Graine').fill(none);
      await page.getByLabel('Graine').blur();
      await page.locator('#faults').getByText('La graine est un nombre entier').waitFor();
      expect(await page.getByLabel('Graine').inputValue()).toBe('9');
    }
    await page.getByLabel('Graine').fill('-1');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Graine').inputValue()).toBe('9');
    expect(await page.evaluate('document.activeElement.id')).toBe('faults-seed');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await page.locator('#faults').innerText()).not.toContain('La graine');
    expect(await faultsOf()).toMatchObject({ seed: 9, crash: 0.02 });
  });

  test('tells what a refused request did not reach', async () => {
    const { page } = await story.open();
    const station = (name: string, result: string) =>
      page.locator(`#journey-steps [data-step=${name}][data-result=${result}]`);
    await page.getByRole('button', { name: 'Demander' }).click();
    await station('get-account-info', 'good').waitFor();

    const token = await story.client.token();
    for (const _visit of ['first', 'second']) await story.client.balance('622000104', token);
    await page.locator('#journey-steps [data-step=authorizer]', { hasText: 'réponse gardée' }).waitFor();

    await page.getByLabel('Avec le jeton').selectOption('absent');
    await page.getByRole('button', { name: 'Demander' }).click();
    await station('gateway', 'busy').waitFor();
    for (const name of ['authorizer', 'get-account-info']) {
      expect(await station(name, 'none').innerText()).toContain('pas appelée');
    }
  });

  test('says what a gesture did', async () => {
    const { page } = await story.open();
    await page.getByRole('button', { name: 'Fonctions à froid' }).click();
    await page.locator('#faults').getByText('Fait : Fonctions à froid').waitFor();
  });

  test('leaves what another set while this page knew nothing of it', async () => {
    const { page } = await story.open();
    await page.route('**/_local/events', (route) => route.abort());
    await page.reload();
    await story.client.faults({ seed: 5, reorder: 0.25 });
    await page.getByLabel('Arrêt après écriture').fill('0.5');

    await story.client.until(async () => (await faultsOf()).crash === 0.5);
    expect(await faultsOf()).toMatchObject({ seed: 5, reorder: 0.25, crash: 0.5 });
  });

  /** Keeps changes of the faults from reaching the stack until they are released. */
  async function holdChanges(page: Page): Promise<{ asked: Promise<void>; release: () => void }> {
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route('**/_local/faults', async (route) => {
      if (route.request().method() === 'PUT') {
        asked.resolve();
        await held.promise;
      }
      await route.continue();
    });
    return { asked: asked.promise, release: held.resolve };
  }

  async function faultsOf(): Promise<Record<string, unknown>> {
    return (await (await fetch(`${story.stack.origin}/_local/faults`)).json()) as Record<string, unknown>;
  }
});
