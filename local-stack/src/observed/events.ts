import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type FunctionName } from '../setup/wiring.ts';

/**
 * What happened in the stack, told as it happens. Events say that something changed, never what it holds:
 * no token, no full number, no body. A reader that needs the content asks where it is kept.
 */
export type StackEvent =
  /** A message was captured, or the outbox was emptied; `counts` as in the outbox. */
  | {
      readonly type: 'outbox';
      readonly what: 'sms' | 'email' | 'cleared';
      readonly counts: { readonly sms: number; readonly emails: number };
    }
  /** An account or the ledger was written, or messages came into, left or changed hands in a queue. */
  | {
      readonly type: 'state';
      readonly what: 'account' | 'ledger' | 'queue' | 'dead-letter';
      readonly change: string;
      /** Its AWS name. */
      readonly queue?: string;
    }
  /** The API answered; the path is masked. */
  | {
      readonly type: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly durationMs: number;
      readonly coldStart?: boolean;
      readonly authorizer?: string;
    }
  /** An invocation of a function ended. */
  | {
      readonly type: 'function';
      readonly name: FunctionName;
      readonly outcome: string;
      readonly durationMs: number;
      readonly coldStart: boolean;
    }
  /** Fault settings changed (`settings`), or a fault was injected (its kind and site). */
  | { readonly type: 'faults'; readonly what: 'settings' | 'injected'; readonly site?: string }
  /** Another signing key is in use. */
  | { readonly type: 'keys' };

/** Tells what happens to everybody who listens. */
export interface Events {
  emit(event: StackEvent): void;
  /**
   * Answers with an endless `text/event-stream`. A client that reconnects with `Last-Event-ID` is told what it
   * missed, as far as that is kept; a new one hears only what comes.
   *
   * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
   */
  stream(request: IncomingMessage, response: ServerResponse): void;
}

/** Clocks and timers of {@link createEvents}. */
export interface EventsDependencies {
  readonly now: () => number;
  /** Runs the action again and again, without keeping the process alive; returns how to end that. */
  readonly every: (ms: number, action: () => void) => () => void;
}

/** How many past events a client that lost its connection can still be told. */
const KEPT = 500;

/** Proxies and browsers drop a connection that says nothing for a minute or so. */
const HEARTBEAT_MS = 15_000;

/** A listener that reads nothing is cut off before it fills the memory; it comes back and asks for the rest. */
const MAX_UNREAD_BYTES = 1_000_000;

/** Events in memory, numbered from 1. */
export function createEvents({ now, every }: EventsDependencies): Events {
  let lastId = 0;
  let past: readonly { id: number; frame: string }[] = [];
  const listeners = new Set<ServerResponse>();

  const write = (listener: ServerResponse, frame: string): void => {
    if (listener.writableLength > MAX_UNREAD_BYTES) listener.destroy();
    else listener.write(frame);
  };
  return {
    emit(event) {
      lastId += 1;
      const data = JSON.stringify({ ...event, at: new Date(now()).toISOString() });
      const frame = `id: ${lastId}\ndata: ${data}\n\n`;
      past = [...past, { id: lastId, frame }].slice(-KEPT);
      for (const listener of listeners) write(listener, frame);
    },
    stream(request, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      if (request.method === 'HEAD') return void response.end();
      response.write('retry: 500\n: listening\n\n');
      for (const { id, frame } of past) if (id > missedAfter(request, lastId)) response.write(frame);
      listeners.add(response);
      const stopHeartbeat = every(HEARTBEAT_MS, () => write(response, ': alive\n\n'));
      response.once('close', () => {
        stopHeartbeat();
        listeners.delete(response);
      });
    },
  };
}

/** The last event that a client has seen; ids of an earlier run of the stack are ahead of ours and count for nothing. */
function missedAfter(request: IncomingMessage, lastId: number): number {
  const header = request.headers['last-event-id'];
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return lastId;
  return Number(header) <= lastId ? Number(header) : 0;
}
