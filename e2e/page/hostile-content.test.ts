import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { tellPageStory } from './page-story.ts';

/** Each tries to set a flag, by another way of becoming script. */
const MARKUP = '<img src=x onerror="top.pwned=1"><script>top.pwned=1</script><svg onload="top.pwned=1">';
const ATTRIBUTE = '" onfocus="top.pwned=1" autofocus x="';
const LINK = '<a href="javascript:top.pwned=1">click</a><iframe srcdoc="<script>top.pwned=1</script>">';
const ALL = `${MARKUP}${ATTRIBUTE}${LINK}</script></textarea></title>`;

tellPageStory('content from strangers', (story) => {
  test('runs nothing, whether it comes as SMS, e-mail, dead letter, account or path', async () => {
    await plantEverything();
    const { page, mishaps } = await story.open();

    const phone = page.locator('#phone .bubble', { hasText: 'onerror' });
    await phone.waitFor();
    expect(await phone.innerText()).toContain(ALL);
    expect(await phone.innerText()).toContain('<b>x</b>');
    const letter = page.locator('#dead-letters li', { hasText: 'onerror' });
    await letter.first().waitFor();
    expect(await page.locator('#dead-letters').innerText()).toContain('<script>top.pwned=1</script>');
    const account = page.locator('#accounts tbody', { hasText: 'onerror' });
    expect(await account.innerText()).toContain(MARKUP);
    await account.getByRole('button', { name: 'tout voir' }).click();
    expect(await account.locator('pre').innerText()).toContain(JSON.stringify(MARKUP).slice(1, -1));

    await story.client.balance(encodeURIComponent(ALL));
    await page.locator('#journal-lines li', { hasText: 'GET' }).first().waitFor();
    expect(mishaps).toEqual([]);
    expect(await planted(page)).toEqual({ pwned: false, elements: 0 });
  });

  test('an e-mail’s HTML is seen, but neither runs nor loads anything nor reaches the page', async () => {
    await sendEmail();
    const { page, mishaps } = await story.open();
    const mail = page.locator('.mail', { hasText: 'Sujet <i>' }).first();
    await mail.locator('summary').first().click();
    await page.frameLocator('.mail iframe').getByText('Lisez-moi').waitFor();
    await mail.getByText('Version texte').click();
    await mail.locator('pre', { hasText: '<script>' }).waitFor();

    const own = mishaps.filter((mishap) => !/sandboxed|Content Security Policy/.test(mishap));
    expect(own).toEqual([]);
    expect(await planted(page)).toEqual({ pwned: false, elements: 0 });

    const alone = await story.open('/_local/mail/1');
    await alone.page.getByText('Lisez-moi').waitFor();
    expect(await alone.page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(
      alone.mishaps.filter((mishap) => mishap.startsWith('dialog') || mishap.startsWith('request')),
    ).toEqual([]);
  });

  test('a pasted token is shown, not obeyed', async () => {
    const { page, mishaps } = await story.open();
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    await page.getByLabel('Collez un jeton').fill(`${part({ alg: ALL })}.${part({ sub: ALL })}.c2ln`);
    await page.getByRole('button', { name: 'Juger', exact: true }).click();
    await page.locator('#token-verdict').getByText('RS256').waitFor();
    await page.getByText('Contenu du jeton').click();
    expect(await page.locator('#token-verdict').innerText()).toContain('<script>top.pwned=1</script>');
    expect(mishaps).toEqual([]);
    expect(await planted(page)).toEqual({ pwned: false, elements: 0 });
  });

  test('the page’s policy stops a script that was inserted all the same', async () => {
    const { page, mishaps } = await story.open();
    const inserted = await page.evaluate(`(() => {
      try { document.body.innerHTML += ${JSON.stringify(MARKUP)}; return true; } catch { return false; }
    })()`);
    expect(inserted).toBe(false);
    await page.evaluate(`document.body.setAttribute('onclick', 'top.pwned=1')`).catch(() => undefined);
    await page.locator('#announcer').dispatchEvent('click');
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(mishaps.some((mishap) => /Trusted|Content Security Policy/i.test(mishap))).toBe(true);
  });

  async function plantEverything(): Promise<void> {
    const { origin, health } = story.stack;
    const sms = await fetch(`${origin}/_local/nimba/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('local-nimba:local-nimba-secret')}` },
      body: JSON.stringify({ to: ['224622000201'], sender_name: '<b>x</b>', message: ALL }),
    });
    expect(sms.status).toBe(201);
    const aws = {
      endpoint: health.awsEndpoint,
      region: health.region,
      credentials: { accessKeyId: 'STRANGER', secretAccessKey: 'stranger' },
    };
    await story.client.send(ALL, JSON.stringify({ [ALL]: ALL }));
    await new SQSClient(aws).send(
      new SendMessageCommand({
        QueueUrl: health.deadLetterQueueUrl,
        MessageBody: MARKUP,
        MessageAttributes: { 'failure-reason': { DataType: 'String', StringValue: ALL } },
      }),
    );
    const text = (value: string) => ({ S: value });
    await new DynamoDBClient(aws).send(
      new PutItemCommand({
        TableName: health.tableName,
        Item: {
          msisdn: text(MARKUP),
          balance: text(ATTRIBUTE),
          currency: text(LINK),
          status: text(ALL),
          createdAt: text(ALL),
          welcome: { M: { [MARKUP]: { M: { state: text(ALL) } } } },
        },
      }),
    );
    await story.client.until(async () => (await story.client.state()).deadLetters.length >= 3);
  }

  async function sendEmail(): Promise<void> {
    const form = new URLSearchParams({
      Action: 'SendEmail',
      Version: '2010-12-01',
      Source: 'stranger@example.org',
      'Destination.ToAddresses.member.1': 'back-office@example.org',
      'Message.Subject.Data': `Sujet <i>${MARKUP}</i>`,
      'Message.Body.Text.Data': ALL,
      'Message.Body.Html.Data': `<p>Lisez-moi</p>${ALL}<img src="http://192.0.2.1/pixel"><form action="http://192.0.2.1/"><button>Go</button></form>`,
    });
    const response = await fetch(story.stack.health.awsEndpoint, { method: 'POST', body: form });
    expect(response.status).toBe(200);
  }
});

/** What a stranger's text would leave behind in the page if it had become more than text. */
function planted(page: { evaluate(script: string): Promise<unknown> }): Promise<unknown> {
  return page.evaluate(`({
    pwned: 'pwned' in globalThis,
    elements: document.querySelectorAll(
      'img:not([src="/_local/page/icon.svg"]), script:not([src^="/_local/page/"]), svg, a[href^="javascript:"], iframe:not([sandbox=""]), [onfocus], [onerror]',
    ).length,
  })`);
}
