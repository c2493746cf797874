import manifest from './manifest.json' with { type: 'json' };

/**
 * What is deployed, written once: the build, the local stack, the bench, the simulation, the rules of the infrastructure
 * and Terraform (`jsondecode(file())`) read the same file. To add a function, a queue, a table or a schedule is one entry here.
 */
export interface Manifest {
  /** Folders of `lambda-src` that functions share; each belongs to every bundle. */
  readonly layers: readonly string[];
  readonly functions: Readonly<Record<string, FunctionEntry>>;
  readonly tables: Readonly<Record<string, TableEntry>>;
  readonly queues: Readonly<Record<string, QueueEntry>>;
  readonly schedules: Readonly<Record<string, ScheduleEntry>>;
}

/** One function: its folder in `lambda-src` has this entry's name. */
export interface FunctionEntry {
  readonly trigger: Trigger;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Every key that the function reads, Powertools' own left out, and where its value comes from. */
  readonly environment: Readonly<Record<string, EnvironmentSource>>;
  /** The AWS operations that the function calls, by resource: `table:`, `index:TABLE/NAME`, `queue:`, `dead-letters:`, `parameter:NAME`, `email`. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** The same function behind the request guard, which is deployed in its place where `enable_request_guard` is set. */
  readonly guarded?: GuardedEntry;
}

/** What a guarded function has beside, and more than, the function itself. */
export interface GuardedEntry {
  /** Its zip is `lambda-src/<function>/dist/<zip>.zip`: the ordinary one holds no byte of the cache's client. */
  readonly zip: string;
  /** Its composition root in the function's folder, `src/<entry>.ts`. */
  readonly entry: string;
  readonly environment: FunctionEntry['environment'];
  /** `cache:request-guard` is the guard's cache: `elasticache:Connect`. */
  readonly calls: FunctionEntry['calls'];
}

/** What invokes a function. A route says in the OpenAPI definition which function it has. */
export type Trigger =
  | { readonly kind: 'authorizer' }
  | { readonly kind: 'routes' }
  | {
      readonly kind: 'queue';
      readonly queue: string;
      readonly batchSize: number;
      readonly batchingWindowSeconds: number;
      readonly maximumConcurrency: number;
    }
  | { readonly kind: 'schedule'; readonly schedule: string };

/**
 * Where a value comes from: a resource's own name or URL, or a setting, which is a Terraform variable of this name and,
 * in the local stack, the environment variable that has the name of the key.
 */
export type EnvironmentSource = { readonly optional?: boolean } & (
  | { readonly table: string }
  | { readonly queue: string }
  | { readonly deadLettersOf: string }
  | { readonly parameter: string }
  | { readonly setting: string }
);

/** One DynamoDB table; keys and attributes of type S unless `numbers` names them. */
export interface TableEntry {
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly ttlAttribute?: string;
  readonly indexes?: Readonly<Record<string, IndexEntry>>;
}

/** A sparse index, which projects its keys and what `include` names. */
export interface IndexEntry {
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly include?: readonly string[];
}

/** One queue and its dead-letter queue (`NAME-dlq`). Its visibility time-out follows from its function's time-out. */
export interface QueueEntry {
  readonly messageRetentionSeconds: number;
  readonly maxReceiveCount: number;
  readonly deadLetterRetentionSeconds: number;
}

/** What EventBridge Scheduler invokes by the clock. */
export interface ScheduleEntry {
  readonly everySeconds: number;
}

/** The manifest of this repository. */
export const MANIFEST: Manifest = manifest as Manifest;

/** A function by the name of its folder. */
export type FunctionName = keyof typeof manifest.functions;

/** The functions in the order of the manifest. */
export const FUNCTION_NAMES: readonly FunctionName[] = Object.keys(manifest.functions) as FunctionName[];

/** What the manifest says of a function. */
export const entryOf = (name: FunctionName): FunctionEntry => manifest.functions[name] as FunctionEntry;

/** The functions that no caller waits for: a queue or a schedule invokes them. */
export const BACKGROUND_FUNCTIONS: readonly FunctionName[] = FUNCTION_NAMES.filter((name) =>
  ['queue', 'schedule'].includes(entryOf(name).trigger.kind),
);

/** The function that receives from a queue. */
export function consumerOf(queue: string): FunctionName {
  const found = FUNCTION_NAMES.find((name) => {
    const { trigger } = entryOf(name);
    return trigger.kind === 'queue' && trigger.queue === queue;
  });
  if (found === undefined) throw new Error(`No function of the manifest receives from ${queue}`);
  return found;
}

/** The folders of `lambda-src` whose sources are part of a function's bundle. */
export const sourceFoldersOf = (functionName: string): readonly string[] => [
  functionName,
  ...MANIFEST.layers,
];
