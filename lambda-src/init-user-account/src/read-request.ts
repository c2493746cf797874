import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { maskMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Channel, CHANNELS } from '@fintech-solution/domain/welcome';
import { correlationFields, type DecodedRecord } from '@fintech-solution/runtime/sqs/batch';
import type { SQSRecord } from 'aws-lambda';
import type { OpenAccountRequest } from './init-user-account.ts';

/** Reads one record of the account request queue. Records of one number share a grouping key. */
export function readRequest(record: SQSRecord, plan: NumberingPlan): DecodedRecord<OpenAccountRequest> {
  const decoded = decodeAccountRequested(record.body, plan);
  if (decoded.kind === 'not-ours') return decoded;
  const { id: eventId, msisdn, correlationId } = decoded.event;
  return {
    kind: 'message',
    message: { eventId, msisdn, redrivenChannels: givenUpBy(record), message: record },
    groupingKey: msisdn,
    fields: {
      ...correlationFields(correlationId, plan),
      msisdn: maskMsisdn(msisdn),
    },
  };
}

/**
 * The channels whose welcome was given up with this copy. Only a parked copy carries its reason, so an operator has sent
 * it back. The reason begins with its channel; the other channel has a copy of its own, and trying both for each copy
 * would make two of one at every redrive.
 */
function givenUpBy({ messageAttributes }: SQSRecord): readonly Channel[] {
  const reason = messageAttributes?.['failure-reason'];
  if (reason === undefined) return [];
  const named = CHANNELS.filter((channel) => reason.stringValue?.startsWith(`${channel}-`));
  return named.length > 0 ? named : CHANNELS;
}
