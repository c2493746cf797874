import { type Audit } from '../audit/audit.ts';
import { type AwsProxy } from '../aws-proxy/aws-proxy.ts';
import { type RefusalReasons } from '../console/page/refusal-reasons.ts';
import { type Emulators } from '../emulators/emulators.ts';
import { type Valkey } from '../emulators/valkey/valkey.ts';
import { type FaultSettings } from '../faults/fault-settings.ts';
import { type Faults } from '../faults/faults.ts';
import { type Gateway } from '../gateway/gateway.ts';
import { type Callbacks } from '../observed/callbacks.ts';
import { type Events } from '../observed/events.ts';
import { type Outbox } from '../observed/outbox.ts';
import { type StackState } from '../observed/stack-state.ts';
import { type GuardAddress } from './local-configuration.ts';
import { type Origin } from './origin.ts';
import { type IdentityProvider } from '../providers/identity-provider.ts';
import { type Sleep } from '../providers/provider-faults.ts';
import { type FunctionHost } from '../runtime/function-host.ts';
import { type Wiring } from '../setup/wiring.ts';
import { type StackObserver } from './observer.ts';

/** The started parts, and how the operator wants them. */
export interface StartedParts {
  /** Folder of the repository. */
  readonly root: string;
  readonly wiring: Wiring;
  readonly origin: Origin;
  readonly endpoint: AwsProxy;
  readonly emulators: Emulators;
  readonly host: FunctionHost;
  readonly identity: IdentityProvider;
  readonly events: Events;
  readonly reasons: RefusalReasons;
  readonly observer: StackObserver;
  readonly speed: number;
  /** The request guard's store, where it is the stack's own. */
  readonly store?: Valkey | undefined;
  /** Where the request guard's store is, where there is a guard. */
  readonly guard?: GuardAddress | undefined;
  readonly initialFaults: FaultSettings;
}

/** What routes and hooks share while the stack runs. */
export interface ConnectedParts extends StartedParts {
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly callbacks: Callbacks;
  readonly gateway: Gateway;
  readonly readState: () => Promise<StackState>;
  readonly audit: () => Promise<Audit>;
  readonly sleep: Sleep;
}
