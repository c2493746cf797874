import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApiProblem, createAccountClient } from '@fintech-solution/client/account-client';
import { createLedgerClient, type StatementEntry } from '@fintech-solution/client/ledger-client';
import { verifyStatement } from '@fintech-solution/client/verify-statement';
import { tellStory } from '../support/story.ts';

const story = tellStory();
const ROOT = path.resolve(__dirname, '..', '..');

test('the typed client has an account opened, then reads it', async () => {
  const { client, stack } = story;
  const accounts = createAccountClient(stack.health.base, () => client.token());

  await expect(accounts.accountInfo('622 00 10 01')).resolves.toEqual({ kind: 'being-opened' });
  await client.untilWelcomed('224622001001');
  await expect(accounts.accountInfo('+224622001001')).resolves.toEqual({
    kind: 'found',
    account: { msisdn: '224622001001', balance: '1000', currency: 'GNF' },
  });
});

test('the typed client throws what the API says of a refusal and of a failure', async () => {
  const { client, stack } = story;
  const accounts = createAccountClient(stack.health.base, () => client.token());

  await expect(accounts.accountInfo('12345')).rejects.toMatchObject({ status: 400, code: 'MSISDN_INVALID' });
  await client.faults({ dynamodb: 'fail' });
  const failure = await accounts.accountInfo('622001002').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiProblem);
  expect(failure).toMatchObject({ status: 503, code: 'UNAVAILABLE', retryAfterSeconds: expect.any(Number) });
});

test('the typed client of the ledger moves money, waits for it, and takes it back', async () => {
  const { client, stack } = story;
  const ledger = createLedgerClient(stack.health.base, () => client.token());
  const accounts = createAccountClient(stack.health.base, () => client.token());
  for (const number of ['224622001011', '224622001012']) {
    await accounts.accountInfo(number);
    await client.untilWelcomed(number);
  }

  const { key, state } = await ledger.requestTransaction('transfer', {
    amount: '300',
    debit: '622 00 10 11',
    credit: '+224622001012',
  });
  await expect(ledger.waitUntilFinal(state.serverCorrelationId)).resolves.toMatchObject({
    status: 'completed',
  });
  await expect(ledger.response(key)).resolves.toBe(state.objectReference);
  await expect(ledger.transaction(state.objectReference)).resolves.toMatchObject({ amount: '300' });
  await expect(ledger.balance('622001012')).resolves.toMatchObject({ currentBalance: '1300' });

  const reversal = await ledger.reverse(state.objectReference);
  await expect(ledger.waitUntilFinal(reversal.state.serverCorrelationId)).resolves.toMatchObject({
    status: 'completed',
  });
  await expect(ledger.balance('622001012')).resolves.toMatchObject({ currentBalance: '1000' });
  await expect(ledger.accountStatus('622001012')).resolves.toBe('available');
  await expect(ledger.heartbeat()).resolves.toBe('available');

  const { items, availableCount } = await ledger.accountTransactions('622001012', { limit: 1 });
  expect([items.map(({ type }) => type), availableCount]).toEqual([['reversal'], 2]);
  await expect(ledger.statementEntry(state.objectReference, { msisdn: '622001012' })).resolves.toMatchObject({
    displayType: 'transfert reçu',
    amount: '300',
  });
  const entries: StatementEntry[] = [];
  for await (const entry of ledger.everyStatementEntry('622001012')) entries.push(entry);
  await expect(verifyStatement(entries, [items[0]?.transactionReceipt ?? ''])).resolves.toEqual({
    isIntact: true,
    proven: { from: 1, to: 3 },
  });
  await expect(ledger.reverse(state.objectReference)).rejects.toMatchObject({
    status: 400,
    code: 'INCORRECT_STATE',
    errorCode: 'incorrectState',
  });
});

test('the typed client is what the API’s definition says', () => {
  const check = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'clients/typescript/generate.ts', '--check'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );

  expect(check).toMatchObject({ status: 0, stderr: '' });
});

/** The blocks of a page in one language, pointed at this story's own ports. */
function blocksOf(
  language: 'sh' | 'ts',
  page: string,
  { origin, awsEndpoint }: { origin: string; awsEndpoint: string },
): string[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'));
  return [...blocks].map(([, block = '']) =>
    block.replaceAll('http://127.0.0.1:3000', origin).replaceAll('http://127.0.0.1:4566', awsEndpoint),
  );
}

/** Runs a script as a person's shell does, and gives what it printed. */
const shell = (script: string) => run('bash', '-euo', 'pipefail', '-c', script);

/** Runs a module of TypeScript as Node does in a clone, and gives what it printed. */
const typeScript = (module: string) =>
  run(
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--input-type=module-typescript',
    '-e',
    module,
  );

function run(program: string, ...args: string[]): Promise<{ status: number | null; printed: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (printed += String(chunk)));
    child.on('close', (status) => resolve({ status, printed }));
  });
}

test('every curl and every line of TypeScript of the page on clients pastes and works', async () => {
  const { client, stack } = story;
  const curls = blocksOf('sh', 'docs/clients.md', {
    origin: stack.origin,
    awsEndpoint: stack.health.awsEndpoint,
  });
  const script = curls.filter((block) => block.includes('curl')).join('\n');

  const { status, printed } = await shell(script.replaceAll('curl -s', 'curl -sf'));

  expect({ status, printed }).toMatchObject({ status: 0 });
  expect(printed).toContain('"code":"ACCOUNT_BEING_OPENED"');
  expect(printed.match(/eyJ/g)?.length).toBeGreaterThanOrEqual(3);
  expect(printed).toMatch(/idempotency-hit: true/i);
  expect(printed.match(/"currentBalance":"6000"/g)).toHaveLength(2);
  await client.untilWelcomed('224622000001');

  // The TypeScript further down the page reads what the curls made.
  const modules = blocksOf('ts', 'docs/clients.md', { origin: stack.origin, awsEndpoint: '' });
  const read = await Promise.all(modules.map(typeScript));
  expect(read).toMatchObject([
    { status: 0, printed: '1000 GNF\n' },
    {
      status: 0,
      printed: expect.stringMatching(/^dépôt 10000$[^]*\{ isIntact: true, proven: \{ from: 1, /m),
    },
  ]);
});

test('the quick start sends 5,000 francs from one phone to another, and shows both SMS', async () => {
  const { stack } = story;
  const blocks = blocksOf('sh', 'docs/demarrage.md', {
    origin: stack.origin,
    awsEndpoint: stack.health.awsEndpoint,
  });
  const script = blocks.filter((block) => block.includes('curl')).join('\n');

  const { status, printed } = await shell(script.replaceAll('curl -s', 'curl -sf'));

  expect({ status, printed }).toMatchObject({ status: 0 });
  expect(printed.match(/"currentBalance":"6000"/g)).toHaveLength(2);
  expect(printed).toContain('Vous avez envoyé 5000 GNF à +224655000002.');
  expect(printed).toContain('vous a envoyé 5000 GNF.');
});

const AWS = spawnSync('aws', ['--version']).status === 0;
if (!AWS)
  console.warn('SKIPPED: the AWS commands of docs/clients.md, because there is no `aws` on the PATH.');
if (!AWS && process.env['CI'] === 'true')
  throw new Error('CI must try the AWS commands, and there is no `aws`.');

(AWS ? test : test.skip)('every AWS command of the page on clients pastes and works', async () => {
  const { client, stack } = story;
  const blocks = blocksOf('sh', 'docs/clients.md', {
    origin: stack.origin,
    awsEndpoint: stack.health.awsEndpoint,
  });
  const script = blocks.filter((block) => /\baws |AWS_/.test(block)).join('\n');

  const { status, printed } = await shell(script);

  expect({ status, printed }).toMatchObject({ status: 0 });
  expect(printed).toContain('ApproximateNumberOfMessages');
  await client.until(async () => (await client.outbox()).emails.some(({ subject }) => subject === 'Bonjour'));
});
