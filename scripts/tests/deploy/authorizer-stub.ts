// The deployed API's authorizer as API Gateway tells of it and tests it: header rule and permission as deployed, then the
// function itself.
import { createServer } from 'node:http';
import { parse } from 'yaml';
import { readTokenAuthorizers, type TokenAuthorizer } from '../../../local-stack/src/gateway/definition.ts';
import { identitySource } from '../../../local-stack/src/gateway/authorization.ts';
import { methodArn } from '../../../local-stack/src/gateway/authorization.ts';
import { readBody } from '../../../local-stack/src/http/body.ts';
import { type FunctionHost } from '../../../local-stack/src/runtime/function-host.ts';
import { AUTHORIZER_SOURCE, type Wiring } from '../../../local-stack/src/setup/wiring.ts';

/** Starts it and gives its address: a GET is answered as GetAuthorizers, a POST as TestInvokeAuthorizer. */
export async function startAuthorizerStub(wiring: Wiring, host: FunctionHost): Promise<string> {
  const server = createServer((request, response) => {
    const answered =
      request.method === 'GET'
        ? Promise.resolve({
            item: authorizersOf(wiring).map(({ name }) => ({ id: name, name, type: 'TOKEN' })),
          })
        : readBody(request).then((body) => {
            const { headers = {} } = JSON.parse(body.toString()) as { headers?: Record<string, string> };
            return testInvoke(wiring, host, headers);
          });
    answered.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html */
async function testInvoke(
  wiring: Wiring,
  host: FunctionHost,
  headers: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { api, region } = wiring;
  const [authorizer] = authorizersOf(wiring);
  if (authorizer === undefined) throw new Error('the deployed API has no authorizer');
  const authorizationToken = identitySource(
    authorizer,
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() === authorizer.header.toLowerCase())
      .map(([, value]) => value),
  );
  if (authorizationToken === undefined) return { clientStatus: 401 };
  const name = api.functionOf(authorizer.uri, AUTHORIZER_SOURCE);
  if (name === undefined) return { clientStatus: 500 };
  const place = { region, accountId: '000000000000', apiId: 'local', stage: api.stageName };
  const event = { type: 'TOKEN', methodArn: methodArn(place, 'GET', '/'), authorizationToken };
  const ended = await host.invoke(name, event);
  if (ended.outcome !== 'success') return { clientStatus: 500 };
  const { principalId, policyDocument } = JSON.parse(ended.payload) as Record<string, unknown>;
  return {
    clientStatus: 200,
    latency: ended.durationMs,
    principalId,
    policy: JSON.stringify(policyDocument),
  };
}

function authorizersOf({ api }: Wiring): TokenAuthorizer[] {
  return [...readTokenAuthorizers(parse(api.openApi) as Record<string, unknown>).values()];
}
