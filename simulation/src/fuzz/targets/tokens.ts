import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { createHandler } from '../../../../lambda-src/authorizer/src/handler.ts';
import { createSigningKeys } from '../../../../lambda-src/authorizer/src/signing-keys.ts';
import { createVerifyToken } from '../../../../lambda-src/authorizer/src/verify-token.ts';
import { secretIn } from '../../core/secrets.ts';
import { STAGE_ARN } from '../../services/gateway.ts';
import { AUDIENCE, ISSUER } from '../../environment/issuer.ts';
import { edited, edits, mostly, respelled } from './edits.ts';
import { type TokenRules, verdictOn } from '../oracles/token-oracle.ts';
import { claimTexts, GOOD_CLAIMS, GOOD_HEADER, headerTexts, NOW_S, textOf } from './token-texts.ts';
import { expectSame, expectThat, type Tally, type Target } from './target.ts';

const keys = new Map(
  ['key-1', 'key-2', 'stranger'].map((id) => [id, generateKeyPairSync('rsa', { modulusLength: 2_048 })]),
);
const privateKeyOf = (id: string): KeyObject => (keys.get(id) as { privateKey: KeyObject }).privateKey;
const signed = new Map<string, string>();
const rules: TokenRules = {
  now: NOW_S,
  issuer: ISSUER,
  audience: AUDIENCE,
  clientIds: ['client'],
  msisdnClaim: 'phone_number',
  signed,
};

const lines: string[] = [];
const note = (message: string, fields?: unknown): void => void lines.push(JSON.stringify([message, fields]));
const log = { info: note, warn: note, error: note };
const metrics = { count: (name: string, dimensions?: unknown) => note(name, dimensions) };
const clock = (): number => NOW_S * 1_000;

/** An authorizer whose issuer publishes two keys; each token meets it fresh. */
function createAuthorizer() {
  const published = new Map(
    ['key-1', 'key-2'].map((id) => [id, [(keys.get(id) as { publicKey: KeyObject }).publicKey]] as const),
  );
  const { find } = createSigningKeys({ fetchKeySet: async () => published, clock, log, metrics });
  return createHandler({ verifyToken: createVerifyToken({ ...rules, findKeys: find, clock }), log, metrics });
}

async function check(authorization: string, accepted: Tally): Promise<void> {
  lines.length = 0;
  const event = { authorizationToken: authorization, methodArn: `${STAGE_ARN}/GET/x` };
  const expected = verdictOn(authorization, rules);
  const answer = await createAuthorizer()(event).catch((error: unknown) => error as Error);
  expectThat(
    lines.every((line) => secretIn(line) === undefined),
    `a secret is logged: ${lines.join()}`,
  );
  if (answer instanceof Error) {
    expectSame(
      answer.message,
      expected.effect === 'NotYet' ? 'Unauthorized' : '',
      `the error of ${authorization}`,
    );
    return;
  }
  const [{ Effect: effect, Resource: resource }] = answer.policyDocument.Statement;
  if (effect === 'Allow') accepted.count += 1;
  const said =
    effect === 'Allow'
      ? { effect, principal: answer.principalId, context: sorted(answer.context ?? {}) }
      : { effect };
  const wanted = expected.effect === 'Allow' ? { ...expected, context: sorted(expected.context) } : expected;
  expectSame(said, wanted, `the verdict on ${JSON.stringify(authorization)}`);
  expectThat(resource === `${STAGE_ARN}/*`, `the policy names ${resource}`);
}

function sorted(context: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Tokens that are really signed, most of them wrong in a thing or two. */
const signedArbitrary = fc
  .record({
    header: headerTexts,
    claims: claimTexts,
    signer: mostly(fc.constant('key-1'), fc.constantFrom('key-2', 'stranger')),
    scheme: mostly(
      fc.constantFrom('Bearer ', 'bearer ', 'BEARER '),
      fc.constantFrom('Bearer  ', 'Bearer	', 'Basic ', ''),
    ),
  })
  .map(({ header, claims, signer, scheme }) => scheme + signedBy(header, claims, signer));

function signedBy(header: string, claims: string, signer: string): string {
  const input = `${Buffer.from(header).toString('base64url')}.${Buffer.from(claims).toString('base64url')}`;
  const compact = `${input}.${sign('sha256', Buffer.from(input), privateKeyOf(signer)).toString('base64url')}`;
  if (signer !== 'stranger') signed.set(compact, signer);
  return compact;
}

const goodTokens = ['key-1', 'key-2'].flatMap((kid) =>
  Array.from(
    { length: 20 },
    (_, index) =>
      `Bearer ${signedBy(textOf([...GOOD_HEADER.slice(0, 2), ['"kid"', `"${kid}"`]]), textOf([...GOOD_CLAIMS, ['"n"', String(index)]]), kid)}`,
  ),
);

const signedAccepted: Tally = { count: 0 };
const editedAccepted: Tally = { count: 0 };

/** Tokens built piece by piece and signed: the verdict, and on Allow the whole context, are the reference's. */
export const signedTokens: Target = {
  name: 'signed tokens',
  sentence:
    'a token that is really signed is allowed exactly when the reference says so, and hands on exactly its claims',
  weight: 1,
  accepted: signedAccepted,
  property: fc.asyncProperty(signedArbitrary, async (authorization) => {
    await check(authorization, signedAccepted);
    signed.delete(authorization.slice(authorization.lastIndexOf(' ') + 1));
  }) as unknown as fc.IRawProperty<unknown>,
};

/** Good tokens changed in a few characters: each is refused, and nothing is thrown. */
export const editedTokens: Target = {
  name: 'edited tokens',
  sentence: 'a good token that was changed in any character is denied',
  weight: 8,
  accepted: editedAccepted,
  property: fc.asyncProperty(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.constantFrom(...goodTokens), edits(3))
          .map(([token, changes]) => edited(token, changes)),
      },
      { weight: 3, arbitrary: respelled(goodTokens) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    ),
    (authorization) => check(authorization, editedAccepted),
  ) as unknown as fc.IRawProperty<unknown>,
};
