import { randomUUID } from 'node:crypto';
import { startAwsProxy } from '../aws-proxy/aws-proxy.ts';
import { type Audit } from '../audit/audit.ts';
import { createEvents } from '../observed/events.ts';
import { createRefusalReasons } from '../console/page/refusal-reasons.ts';
import { createResources, startEmulators } from '../emulators/emulators.ts';
import { type FaultSettings } from '../faults/fault-settings.ts';
import { type Faults } from '../faults/faults.ts';
import { createLocalConfiguration, localIssuerSettings, LOCAL_REGION } from '../local-configuration.ts';
import { startOrigin } from '../origin.ts';
import { createIdentityProvider } from '../providers/identity-provider.ts';
import { createSigningKeys } from '../providers/signing-keys-jose.ts';
import { createFunctionHost } from '../runtime/function-host.ts';
import { connectParts } from './stack-connections.ts';
import { type StackObserver, withEvents } from './stack-observer.ts';
import { createParts } from './startup.ts';

/** How to start the stack. */
export interface StackSettings {
  /** Folder of the repository. */
  readonly root: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly awsPort: number;
  /** Where each function's folder with its `dist/<function>.zip` is. */
  readonly functionsFolder: string;
  /** LOCAL_SPEED. */
  readonly speed: number;
  readonly faults: FaultSettings;
  readonly observer: StackObserver;
}

/** The running stack. */
export interface Stack {
  readonly origin: string;
  /** Where the API is: the origin and the stage. */
  readonly base: string;
  readonly awsEndpoint: string;
  /** A token that the API accepts. */
  token(): Promise<string>;
  /** Whether accounts, messages and what the stack saw tell one story, now. */
  audit(): Promise<Audit>;
  readonly faults: Pick<Faults, 'current' | 'injected'>;
  /** Ends every part and child process. */
  stop(): Promise<void>;
}

/**
 * Starts everything on the loopback interface.
 *
 * @throws with nothing left running, where a port is taken or a part does not start.
 */
export async function startStack(settings: StackSettings): Promise<Stack> {
  const { root, functionsFolder, speed } = settings;
  const events = createEvents({ now: Date.now, every });
  const reasons = createRefusalReasons(later);
  const observer = withEvents(settings.observer, events, reasons);
  const parts = createParts();
  try {
    const [origin, endpoint, emulators, keys] = await Promise.all([
      parts.start(startOrigin(settings.port)),
      parts.start(startAwsProxy(settings.awsPort, Date.now)),
      parts.start(startEmulators(LOCAL_REGION, Date.now, randomUUID)),
      createSigningKeys(randomUUID),
    ]);
    const local = { root, functionsFolder, origin: origin.url, awsEndpointUrl: endpoint.url, speed };
    const wiring = createLocalConfiguration(local);
    const listeners = { log: observer.functionLog, onReport: observer.report };
    const [host] = await Promise.all([
      parts.start(createFunctionHost({ wiring, awsEndpointUrl: endpoint.url, ...listeners })),
      createResources(emulators, wiring, speed),
    ]);
    const identity = createIdentityProvider({
      keys,
      issuerSettings: localIssuerSettings(origin.url),
      now: Date.now,
    });
    const started = { root, wiring, origin, endpoint, emulators, host, identity, events, reasons, speed };
    const connections = connectParts({ ...started, observer, initialFaults: settings.faults });
    void parts.start(Promise.resolve(connections));
    const base = `${origin.url}/${wiring.api.stageName}`;
    return {
      origin: origin.url,
      base,
      awsEndpoint: endpoint.url,
      token: identity.anyToken,
      audit: connections.audit,
      faults: connections.faults,
      stop: parts.stop,
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

function every(ms: number, action: () => void): () => void {
  const timer = setInterval(action, ms).unref();
  return () => clearInterval(timer);
}

function later(ms: number, action: () => void): void {
  setTimeout(action, ms).unref();
}
