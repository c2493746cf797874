import { randomUUID } from 'node:crypto';
import { type Manifest } from '../../../deployment/manifest.ts';
import { type Audit } from '../audit/audit.ts';
import { startAwsProxy } from '../aws-proxy/aws-proxy.ts';
import { createRefusalReasons } from '../console/page/refusal-reasons.ts';
import { createResources, startEmulators } from '../emulators/emulators.ts';
import { startValkey } from '../emulators/valkey/valkey.ts';
import { type FaultSettings } from '../faults/fault-settings.ts';
import { type Faults } from '../faults/faults.ts';
import {
  createLocalConfiguration,
  functionsWithGivenSettings,
  type Given,
  type GuardAddress,
  LOCAL_REGION,
  localIssuerSettings,
} from './local-configuration.ts';
import { createEvents } from '../observed/events.ts';
import { startOrigin } from './origin.ts';
import { UserError } from '../setup/preflight.ts';
import { createIdentityProvider } from '../providers/identity-provider.ts';
import { createSigningKeys } from '../providers/signing-keys-jose.ts';
import { createFunctionHost, type FunctionHost, type FunctionHostOptions } from '../runtime/function-host.ts';
import { connectParts, every, later } from './connections.ts';
import { type StackObserver, withEvents } from './observer.ts';
import { createParts } from '../setup/parts.ts';

/** How to start the stack. */
export interface StackSettings {
  /** Folder of the repository. */
  readonly root: string;
  readonly manifest: Manifest;
  /** 0 takes a free port. */
  readonly port: number;
  readonly awsPort: number;
  /** Where each function's folder with its `dist/<function>.zip` is. */
  readonly functionsFolder: string;
  /** LOCAL_SPEED. */
  readonly speed: number;
  /** The environment of `npm start`, where settings of functions may stand under their own names. */
  readonly given: Given;
  /** The request guard is on: with the store that `given` names as `REQUEST_GUARD_HOST`, else one of the stack's own. */
  readonly hasGuard?: boolean;
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
  /** Whether accounts, messages and recorded calls agree, now. */
  audit(): Promise<Audit>;
  readonly faults: Pick<Faults, 'current' | 'injected'>;
  /** Ends every part and child process. */
  stop(): Promise<void>;
}

/**
 * Starts everything on the loopback interface.
 *
 * @throws with nothing left running, where a port is taken, a part does not start, or a function refuses a setting that
 *   stands in the environment of `npm start`.
 */
export async function startStack(settings: StackSettings): Promise<Stack> {
  const { root, manifest, given, functionsFolder, speed, hasGuard = false } = settings;
  const events = createEvents({ now: Date.now, every });
  const reasons = createRefusalReasons(later);
  const observer = withEvents(settings.observer, events, reasons);
  const parts = createParts();
  try {
    const [origin, endpoint, emulators, keys, store] = await Promise.all([
      parts.start(startOrigin(settings.port)),
      parts.start(startAwsProxy(settings.awsPort, Date.now)),
      parts.start(startEmulators(LOCAL_REGION, Date.now, randomUUID)),
      createSigningKeys(randomUUID),
      hasGuard && !given['REQUEST_GUARD_HOST'] ? parts.start(startValkey(Date.now)) : undefined,
    ]);
    const guard = hasGuard ? (store?.address ?? givenGuard(given)) : undefined;
    const addresses = { origin: origin.url, awsEndpointUrl: endpoint.url, guard };
    const wiring = createLocalConfiguration({ root, manifest, given, functionsFolder, speed, ...addresses });
    // The sentence of a refused setting is enough: what the function logged about it is the same in many lines.
    let accepted = false;
    const listeners: Pick<FunctionHostOptions, 'log' | 'onReport'> = {
      log: (line) => void (accepted && observer.functionLog(line)),
      onReport: observer.report,
    };
    const [host] = await Promise.all([
      parts.start(createFunctionHost({ wiring, awsEndpointUrl: endpoint.url, ...listeners })),
      createResources(emulators, wiring, speed),
    ]);
    await Promise.all(
      functionsWithGivenSettings(manifest, given, hasGuard).map((name) => acceptSettings(host, name)),
    );
    accepted = true;
    const issuerSettings = localIssuerSettings(origin.url);
    const identity = createIdentityProvider({ keys, issuerSettings, now: Date.now });
    const started = { root, wiring, origin, endpoint, emulators, host, identity, events, reasons, speed };
    const connections = connectParts({ ...started, store, guard, observer, initialFaults: settings.faults });
    void parts.start(Promise.resolve(connections));
    return {
      origin: origin.url,
      base: `${origin.url}/${wiring.api.stageName}`,
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

/** Where the environment says that a store is; the function judges what stands there. */
function givenGuard(given: Given): GuardAddress {
  return { host: given['REQUEST_GUARD_HOST'] ?? '', port: Number(given['REQUEST_GUARD_PORT'] || '6379') };
}

/** A function judges its settings at its cold start; a bad one must fail the start, not the first request. */
async function acceptSettings(host: FunctionHost, name: string): Promise<void> {
  await host.start(name).catch((error: Error) => {
    throw new UserError(`${name}: ${error.message}`);
  });
}
