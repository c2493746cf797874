import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT_REQUESTED, encodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { EVENT_CONTENT_TYPE } from '@fintech-solution/domain/cloud-event';
import { isUnavailable } from '@fintech-solution/adapters/aws-clients';
import { type AccountRequests, RequestsUnavailableError } from './get-account-info.ts';

/** Requests for accounts as CloudEvents on SQS; the message attributes mirror what a filter may want to read. */
export function createSqsAccountRequests(
  client: SQSClient,
  queueUrl: string,
  clock: () => number,
): AccountRequests {
  return {
    async request({ eventId, msisdn, correlationId, traceparent }) {
      const event = { id: eventId, msisdn, correlationId, traceparent };
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: encodeAccountRequested(event, new Date(clock()).toISOString()),
        MessageAttributes: {
          'content-type': { DataType: 'String', StringValue: EVENT_CONTENT_TYPE },
          'ce-type': { DataType: 'String', StringValue: ACCOUNT_REQUESTED.type },
          'ce-id': { DataType: 'String', StringValue: eventId },
        },
      });
      try {
        await client.send(command);
      } catch (error) {
        throw isUnavailable(error) ? new RequestsUnavailableError(error) : error;
      }
    },
  };
}
