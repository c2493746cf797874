import { AUDIENCE, type Issuer, ISSUER_URI } from '../samples/issuer.ts';
import { numbered, repeated } from '../samples/numbers.ts';
import { toLowerBound, toReference, warmP50 } from './compared.ts';
import { lowerBound, sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

const METHOD_ARN = 'arn:aws:execute-api:ca-central-1:123456789012:a1b2c3d4e5/prod/GET/x';

export const scenario: FunctionScenario = {
  title: 'authorize',
  settings: (doubleUrl) => ({ ISSUER_URI, AUDIENCE, JWKS_URI: `${doubleUrl}/jwks.json` }),
  firstEvents: (issuer) => tokenEvents(issuer, 1),
  targets: { zip: 0.54, importCpu: 0.68, cold: 0.48, firstCall: 0.03 },
  samples({ ours, reference }, issuer) {
    const tokens = repeated(tokenEvents(issuer, 300), 40);
    // V8 has compiled what is hot after some thousand calls; the reference takes long for each call and varies less.
    return [
      sample('warm authorize ours', ours, tokens, { warmUps: 10_000 }),
      lowerBound('warm authorize lower bound', 'verify.mjs', tokens, { warmUps: 10_000 }),
      sample('warm authorize reference', reference, tokens.slice(0, 61), { warmUps: 30 }),
    ];
  },
  figures: [
    { name: 'warm authorizer, p50', ...toLowerBound('warm authorize'), of: warmP50, target: 1.75 },
    { name: 'warm authorizer, p50', ...toReference('warm authorize'), of: warmP50 },
  ],
  counters: [
    { name: 'good token', events: tokenEvents },
    { name: 'forged token', events: forgedTokenEvents },
  ],
  billed: { authorize: tokenEvents },
};

/** What API Gateway sends a TOKEN authorizer. */
function tokenEvents(issuer: Issuer, count: number): object[] {
  return numbered(count).map((index) => tokenEvent(issuer.token(index)));
}

/** Tokens whose signature does not fit: the last characters are others. */
function forgedTokenEvents(issuer: Issuer, count: number): object[] {
  return numbered(count).map((index) => {
    const token = issuer.token(index);
    return tokenEvent(`${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBA' : 'AAA'}`);
  });
}

function tokenEvent(token: string): object {
  return { type: 'TOKEN', methodArn: METHOD_ARN, authorizationToken: `Bearer ${token}` };
}
