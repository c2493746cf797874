import type { SQSRecord } from 'aws-lambda';
import type { Environment } from '../environment/environment.ts';
import { LEFT_ALONE } from '../environment/call.ts';
import type { Outcome, Run } from '../environment/lambda.ts';
import type { Queue } from '../environment/queue.ts';
import type { Item } from '../environment/item.ts';
import type { MoneyCheck } from './money.ts';
import type { OpeningCheck } from './openings.ts';
import type { WelcomeCheck } from './welcomes.ts';

export interface RecordCheck {
  /** A batch is about to be handed over; what it returns judges the outcome and tells which records are done. */
  begin(batch: readonly SQSRecord[]): (outcome: Outcome, run: Run) => readonly SQSRecord[];
  /** A body that is not an event of ours was put on the queue. */
  isMalformed(body: string): boolean;
}

/** @param malformed bodies that are known, from how they were made, to be no event of ours. */
export function createRecordCheck(
  { invariants, clock }: Environment,
  {
    table,
    queue,
    money,
    openings,
    welcomes,
  }: {
    table: { item(msisdn: string): Item | undefined };
    queue: Queue;
    money: MoneyCheck;
    openings: OpeningCheck;
    welcomes: WelcomeCheck;
  },
  malformed: ReadonlySet<string>,
): RecordCheck {
  const isMalformed = (body: string): boolean => malformed.has(body);

  function isHeld(msisdn: string): boolean {
    const welcome = Object.values(table.item(msisdn)?.['welcome']?.M ?? {});
    return welcome.some(({ M: channel }) => channel?.['state']?.S === 'sending');
  }

  function checkDone(record: SQSRecord): void {
    if (isMalformed(record.body)) {
      invariants.check(
        queue.parked.has(`${record.messageId} ${record.body}`),
        'PARKED_BEFORE_ACKNOWLEDGED',
        () => `${record.messageId} is gone without a copy`,
      );
      return;
    }
    const msisdn = numberIn(record);
    const item = table.item(msisdn);
    invariants.check(
      money.isOpen(msisdn) && item !== undefined,
      'ACKNOWLEDGED_MEANS_DONE',
      () => `${record.messageId} is acknowledged and ${msisdn} has no account`,
    );
    for (const channel of Object.keys(item?.['welcome']?.M ?? {}))
      invariants.check(
        welcomes.isSettled(msisdn, item ?? {}, channel),
        'ACKNOWLEDGED_MEANS_DONE',
        () => `${record.messageId} is acknowledged and the ${channel} welcome of ${msisdn} still waits`,
      );
  }

  /** A record may come again for what struck itself, or because somebody else is at its account. */
  function checkFailed(record: SQSRecord, run: Run, wasHeld: boolean): void {
    const msisdn = numberIn(record);
    const isExcused =
      run.disturbed.has('') ||
      run.disturbed.has(LEFT_ALONE) ||
      run.disturbed.has(`copy of ${record.messageId}`) ||
      (!isMalformed(record.body) && run.disturbed.has(msisdn)) ||
      clock.jumpsForward + clock.jumpsBack > run.jumpsAtBeginning ||
      (!queue.canPark && welcomes.wasRefused(msisdn)) ||
      (isMalformed(record.body) ? !queue.canPark : wasHeld || welcomes.wasTouched(msisdn, run.beganAt, run));
    invariants.check(
      isExcused,
      'BAD_RECORD_STANDS_ALONE',
      () => `${record.messageId} has to come again, though nothing happened to it`,
    );
  }

  return {
    isMalformed,
    begin(batch) {
      const held = new Map(batch.map((record) => [record.messageId, isHeld(numberIn(record))]));
      return (outcome, run) => {
        if (outcome.kind !== 'answer' && outcome.kind !== 'error') return [];
        if (outcome.kind === 'error') {
          invariants.violate(
            'BAD_RECORD_STANDS_ALONE',
            `the whole batch of ${run.name} failed: ${outcome.error}`,
          );
          return [];
        }
        openings.ended(run);
        invariants.check(
          run.wasDenied || !run.counted.includes('RequestFailed unexpected'),
          'PASSING_FAULT_IS_UNAVAILABLE',
          () => `${run.name} calls a fault that passes unexpected`,
        );
        const failed = failuresIn(outcome.value, batch);
        if (failed === undefined) {
          invariants.violate('ANSWER_IS_WELL_FORMED', `${run.name} answers ${JSON.stringify(outcome.value)}`);
          return [];
        }
        for (const record of batch) {
          if (failed.has(record.messageId)) checkFailed(record, run, held.get(record.messageId) === true);
          else checkDone(record);
          const msisdn = numberIn(record);
          const isExcused =
            isMalformed(record.body) || run.disturbed.has('') || run.disturbed.has(`dynamodb ${msisdn}`);
          invariants.check(
            isExcused || money.isOpen(msisdn),
            'OPENING_WAITS_FOR_NO_PROVIDER',
            () => `${run.name} left ${msisdn} without an account`,
          );
        }
        return batch.filter(({ messageId }) => !failed.has(messageId));
      };
    },
  };
}

/** The number that an event of ours asks an account for. */
function numberIn({ body }: SQSRecord): string {
  return /"data":\{"msisdn":"(\d+)"/.exec(body)?.[1] ?? '';
}

/** The records that a batch answer reports; undefined when it is no such answer. */
export function failuresIn(value: unknown, batch: readonly SQSRecord[]): ReadonlySet<string> | undefined {
  const failures = (value as { batchItemFailures?: unknown } | undefined)?.batchItemFailures;
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: { itemIdentifier?: unknown }) => failure.itemIdentifier);
  const known = new Set<unknown>(batch.map(({ messageId }) => messageId));
  return ids.every((id) => known.has(id)) ? new Set(ids as string[]) : undefined;
}
