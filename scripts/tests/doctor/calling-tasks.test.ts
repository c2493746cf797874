import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import type { Run } from './operator-sandbox.ts';
import { leaveAfterTest, runInSandbox } from './sandboxes.ts';

const TOKEN = { FINTECH_SOLUTION_TOKEN: ' good.token.here\r' };
const NUMBER = '224622000009';

/** An API that knows one token, which may read one number. */
async function startApi(): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    const answer = (status: number, body: object): void =>
      void response.writeHead(status).end(JSON.stringify(body));
    if (headers.authorization !== 'Bearer good.token.here') answer(401, { code: 'UNAUTHORIZED' });
    else if (url.endsWith('/heartbeat')) answer(200, { serviceStatus: 'available' });
    else if (url.endsWith('/12')) answer(400, { code: 'MSISDN_INVALID' });
    else if (!url.endsWith(NUMBER)) answer(403, { code: 'FORBIDDEN' });
    else answer(200, { code: 'ACCOUNT_FOUND', data: { balance: '1000', currency: 'GNF' } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  leaveAfterTest(() => void (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`;
}

describe('task smoke:dev with FINTECH_SOLUTION_TOKEN', () => {
  const smoke = async (...words: string[]): Promise<Run> =>
    runInSandbox({ env: TOKEN, outputs: { api_base_url: await startApi() } }, 'smoke.mjs', ...words);

  test('calls the API with that token, and asks no provider', async () => {
    const { status, output } = await smoke(NUMBER);
    expect(output).toContain('200 ACCOUNT_FOUND 1000 GNF');
    expect(output).toContain('200 available');
    expect(output).not.toContain('good.token.here');
    expect(status).toBe(0);
  });

  test('says that the token is of another number, where it may not read this one', async () => {
    const { status, output } = await smoke();
    expect(output).toContain('403 FORBIDDEN');
    expect(output).toContain('the token may not read 224622000001: it is bound to another number (');
    expect(status).toBe(1);
  });
});

test('task authorizer:test shows that token to the deployed authorizer', async () => {
  const policy = JSON.stringify({ Statement: [{ Effect: 'Deny' }] });
  const aws = {
    'apigateway get-authorizers': { items: [{ id: 'authorizer-1' }] },
    'apigateway test-invoke-authorizer': { clientStatus: 0, principalId: 'unauthorized', policy },
  };
  const outputs = { api_base_url: 'https://api.example', gateway_api_rest: { id: 'api-1' } };
  const { status, output, calls } = await runInSandbox({ env: TOKEN, aws, outputs }, 'authorizer-test.mjs');
  expect(calls.filter((call) => call.includes('test-invoke-authorizer'))).toMatchObject([
    expect.stringContaining('Bearer a.b.c"'),
    expect.stringContaining('Bearer good.token.here"'),
  ]);
  expect(output).toContain('the authorizer said Deny (0), want Allow');
  expect(output).not.toContain('good.token.here');
  expect(status).toBe(1);
});
