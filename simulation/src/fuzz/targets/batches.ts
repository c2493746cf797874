import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { createHandler } from '../../../../lambda-src/init-user-account/src/handler.ts';
import { redact } from '../../../../lambda-src/domain/src/redaction.ts';
import { secretIn } from '../../core/secrets.ts';
import { goodEvent, malformedMessage } from '../../environment/malformed-messages.ts';
import { PLAN, SUBSCRIBERS } from '../../environment/subscribers.ts';
import { edited, edits } from './edits.ts';
import { numberAskedBy } from '../oracles/event-oracle.ts';
import { expectSame, expectThat, type Target } from './target.ts';

type Ending = 'settled' | 'waits' | 'throws';

interface Drawn {
  readonly body: string;
  readonly ending: Ending;
  readonly canPark: boolean;
  readonly attributes: unknown;
}

const record: fc.Arbitrary<Drawn> = fc.record({
  body: fc
    .tuple(fc.nat({ max: 39 }), fc.constantFrom(...SUBSCRIBERS), edits(1))
    .map(([shape, number, changes]) =>
      edited(
        shape < 20 ? goodEvent(`event-${shape}`, number) : malformedMessage(shape, `event-${shape}`, number),
        changes,
      ),
    ),
  ending: fc.constantFrom('settled', 'settled', 'waits', 'throws'),
  canPark: fc.boolean(),
  attributes: fc.constantFrom(undefined, {}, { 'failure-reason': { stringValue: 'x', dataType: 'String' } }),
});

/** A consumer whose use case ends as each record says, and what reached it. */
function setup(drawn: readonly Drawn[]) {
  const reached: string[] = [];
  const parked: string[] = [];
  const lines: string[] = [];
  const note = (message: string, fields?: unknown): void =>
    void lines.push(JSON.stringify(redact([message, fields])));
  const endings = new Map(drawn.map(({ body, ending }) => [numberAskedBy(body), ending]));
  const handler = createHandler({
    initUserAccount: {
      async open({ msisdn }) {
        reached.push(msisdn);
        if (endings.get(msisdn) === 'throws') throw new Error(`no account for ${msisdn}`);
        return { outcome: { kind: 'opened' }, leaseUntil: 0 };
      },
      welcome: async ({ msisdn }) => [
        { channel: 'sms', kind: endings.get(msisdn) === 'settled' ? 'sent' : 'failed' },
      ],
    },
    deadLetters: {
      async send({ messageId }) {
        if (!drawn[Number(messageId)]?.canPark) throw new Error('the dead-letter queue is away');
        parked.push(messageId);
      },
    },
    queue: { backOff: async () => undefined },
    plan: PLAN,
    log: { info: note, warn: note, error: note },
    metrics: { count: note, flush: () => undefined },
  });
  return { handler, reached, parked, lines, endings };
}

const accepted = { count: 0 };

/** Batches of good and bad records: each stands alone. */
export const batches: Target = {
  name: 'batches',
  sentence:
    'each record of a batch is acknowledged or reported by what it is itself, and only canonical keys reach the use case',
  weight: 1,
  accepted,
  property: fc.asyncProperty(fc.array(record, { maxLength: 10 }), async (drawn) => {
    const { handler, reached, parked, lines, endings } = setup(drawn);
    const Records = drawn.map(
      ({ body, attributes }, index) =>
        ({ messageId: String(index), body, messageAttributes: attributes }) as SQSRecord,
    );
    const { batchItemFailures } = await handler({ Records }, { getRemainingTimeInMillis: () => 45_000 });
    if (drawn.length > 0 && batchItemFailures.length === 0) accepted.count += 1;
    const expected = drawn.flatMap(({ body, canPark }, index) => {
      const asked = numberAskedBy(body);
      const isDone = asked === undefined ? canPark : endings.get(asked) === 'settled';
      return isDone ? [] : [String(index)];
    });
    const malformed = drawn.flatMap(({ body, canPark }, index) =>
      numberAskedBy(body) === undefined && canPark ? [String(index)] : [],
    );
    expectSame(
      batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort(),
      expected.sort(),
      'the failed records',
    );
    expectSame(parked.sort(), malformed.sort(), 'the parked records');
    expectSame(
      [...new Set(reached)].sort(),
      [
        ...new Set(drawn.map(({ body }) => numberAskedBy(body)).filter((asked) => asked !== undefined)),
      ].sort(),
      'the keys that reached the use case',
    );
    expectThat(
      lines.every((line) => secretIn(line) === undefined),
      `a secret is logged: ${lines.join()}`,
    );
  }) as unknown as fc.IRawProperty<unknown>,
};
