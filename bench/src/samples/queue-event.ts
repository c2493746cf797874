import { EVENT_CONTENT_TYPE, type EventKind } from '@fintech-solution/domain/cloud-event';

/** A batch as Lambda hands it over. */
export interface QueueEvent {
  readonly Records: readonly { readonly body: string }[];
}

/** One event of a queue. */
export interface QueuedEvent {
  /** Makes the id of the message; each event has another. */
  readonly index: number;
  readonly kind: EventKind;
  readonly id: string;
  readonly body: string;
}

/** A batch of events that were received for the first time. */
export function queueEvent(events: readonly QueuedEvent[]): QueueEvent {
  return { Records: events.map(record) };
}

function record({ index, kind, id, body }: QueuedEvent) {
  const attribute = (stringValue: string) => ({ dataType: 'String', stringValue });
  return {
    messageId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    receiptHandle: 'handle',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1767225600000' },
    messageAttributes: {
      'content-type': attribute(EVENT_CONTENT_TYPE),
      'ce-type': attribute(kind.type),
      'ce-id': attribute(id),
    },
    eventSource: 'aws:sqs',
    awsRegion: 'ca-central-1',
  };
}
