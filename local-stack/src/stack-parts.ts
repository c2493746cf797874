import { type AwsEndpoint } from './aws-endpoint/aws-endpoint.ts';
import { type Books } from './books/books.ts';
import { type Events } from './console/events.ts';
import { type Outbox } from './console/outbox.ts';
import { type RefusalReasons } from './console/page/refusal-reasons.ts';
import { type StackState } from './console/stack-state.ts';
import { type Engines } from './engines/engines.ts';
import { type FaultSettings } from './faults/fault-settings.ts';
import { type Faults } from './faults/faults.ts';
import { type Gateway } from './gateway/gateway.ts';
import { type Origin } from './origin.ts';
import { type IdentityProvider } from './providers/identity-provider.ts';
import { type Sleep } from './providers/provider-faults.ts';
import { type FunctionHost } from './runtime/function-host.ts';
import { type StackObserver } from './stack-observer.ts';
import { type Wiring } from './wiring.ts';

/** The started parts, and how the operator wants them. */
export interface StartedParts {
  /** Folder of the repository. */
  readonly root: string;
  readonly wiring: Wiring;
  readonly origin: Origin;
  readonly endpoint: AwsEndpoint;
  readonly engines: Engines;
  readonly host: FunctionHost;
  readonly identity: IdentityProvider;
  readonly events: Events;
  readonly reasons: RefusalReasons;
  readonly observer: StackObserver;
  readonly speed: number;
  readonly initialFaults: FaultSettings;
}

/** What routes, hooks and poller share while the stack runs. */
export interface ConnectedParts extends StartedParts {
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly gateway: Gateway;
  readonly readState: () => Promise<StackState>;
  readonly books: () => Promise<Books>;
  readonly sleep: Sleep;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}
