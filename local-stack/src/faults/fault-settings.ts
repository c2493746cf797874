import { isObject } from '../http/json.ts';

/** What may go wrong on request: chances between 0 and 1, and the state that each service pretends to be in. */
export interface FaultSettings {
  /** Whole number that every draw derives from. */
  readonly seed: number;
  /** Chance that the queue delivers a message a second time. */
  readonly duplicate: number;
  /** Chance that a batch arrives in another order. */
  readonly reorder: number;
  /** Chance that an execution environment dies right after a write took effect, before it sees the answer. */
  readonly crash: number;
  /** Chance that a write of an item, or a transaction, meets an ongoing transaction on one of its items. */
  readonly transactionConflict: number;
  readonly sms: ServiceState;
  readonly email: ServiceState;
  readonly jwks: ServiceState;
  readonly dynamodb: ServiceState;
  readonly sqs: ServiceState;
  readonly ssm: ServiceState;
  /** The server of a client that asked for a callback. */
  readonly callback: ServiceState | 'redirect';
  /** The request guard's store, where there is one; `flush`: whatever is asked, it has just lost its memory. */
  readonly valkey: ServiceState | 'flush';
  /** Chances that single calls to a service meet trouble while the service itself is `ok` or `slow`. */
  readonly chances: ServiceChances;
  /** One-shot faults, each used up by the first call at its site. */
  readonly next: readonly OneShotFault[];
}

/** What may befall a single call by chance; crashes have a chance of their own. */
export type ChanceAction = 'fail' | 'applied-then-fail' | 'timeout' | 'slow';

/** By service, how likely each trouble is: between 0 and 1, together at most 1. */
export type ServiceChances = Readonly<
  Partial<Record<FaultyService, Readonly<Partial<Record<ChanceAction, number>>>>>
>;

/** `fail` answers a server error, `timeout` accepts and never answers, `slow` answers late. */
export type ServiceState = 'ok' | 'fail' | 'timeout' | 'slow';

/** Services that can be put into a state. */
export type FaultyService = 'sms' | 'email' | 'jwks' | 'dynamodb' | 'sqs' | 'ssm' | 'callback' | 'valkey';

/**
 * What happens to exactly one call. `crash`: it takes effect, then its caller is killed before the answer.
 * `applied-then-fail`: it takes effect, then the caller is told of a server error.
 */
export type OneShotAction = 'crash' | 'fail' | 'applied-then-fail' | 'timeout' | 'slow';

/** A fault for the next call at a site, such as `dynamodb.PutItem`, `sqs.SendMessage`, `email.SendEmail`, `sms.Send`. */
export interface OneShotFault {
  readonly site: string;
  readonly action: OneShotAction;
}

/** Nothing goes wrong. */
export const NO_FAULTS: FaultSettings = {
  seed: 1,
  duplicate: 0,
  reorder: 0,
  crash: 0,
  transactionConflict: 0,
  sms: 'ok',
  email: 'ok',
  jwks: 'ok',
  dynamodb: 'ok',
  sqs: 'ok',
  ssm: 'ok',
  callback: 'ok',
  valkey: 'ok',
  chances: {},
  next: [],
};

const CHANCES = ['duplicate', 'reorder', 'crash', 'transactionConflict'] as const;
const SERVICES: readonly FaultyService[] = [
  'sms',
  'email',
  'jwks',
  'dynamodb',
  'sqs',
  'ssm',
  'callback',
  'valkey',
];
const STATES: readonly string[] = ['ok', 'fail', 'timeout', 'slow'];
/** A client's server may also send a callback elsewhere, and a store in memory may lose it. */
const MORE_STATES: Readonly<Partial<Record<FaultyService, readonly string[]>>> = {
  callback: ['redirect'],
  valkey: ['flush'],
};
const statesOf = (service: FaultyService): readonly string[] => [...STATES, ...(MORE_STATES[service] ?? [])];

/** In the order in which one draw is shared out between them. */
export const CHANCE_ACTIONS: readonly ChanceAction[] = ['fail', 'applied-then-fail', 'timeout', 'slow'];
const ACTIONS: readonly string[] = ['crash', ...CHANCE_ACTIONS];

/**
 * Reads the document of a request; what it leaves out is as without faults.
 *
 * @returns every fault of the document by the name of its field, where it has any.
 */
export function parseFaultSettings(document: unknown): { settings: FaultSettings } | { faults: string[] } {
  if (!isObject(document)) return { faults: ['the body must be a JSON object'] };
  const given = document;
  const faults = [
    ...Object.keys(given).flatMap((name) =>
      Object.hasOwn(NO_FAULTS, name) ? [] : [`${name}: no such setting`],
    ),
    ...('seed' in given && !Number.isSafeInteger(given['seed']) ? ['seed: must be a whole number'] : []),
    ...CHANCES.flatMap((name) =>
      name in given && !isChance(given[name]) ? [`${name}: must be a number from 0 to 1`] : [],
    ),
    ...SERVICES.flatMap((name) =>
      name in given && !statesOf(name).includes(given[name] as string)
        ? [`${name}: must be one of ${statesOf(name).join(', ')}`]
        : [],
    ),
    ...('chances' in given && !isChances(given['chances'])
      ? [`chances: must be {"service": {"action": chance}}, actions ${CHANCE_ACTIONS.join(', ')}`]
      : []),
    ...('next' in given && !isScript(given['next'])
      ? [`next: must be a list of {"site", "action"}, action one of ${ACTIONS.join(', ')}`]
      : []),
  ];
  return faults.length > 0 ? { faults } : { settings: { ...NO_FAULTS, ...given } };
}

function isChance(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isChances(value: unknown): value is ServiceChances {
  return (
    isObject(value) && Object.entries(value).every(([name, chances]) => isService(name) && areFew(chances))
  );
}

/** One call meets one trouble at most, so that the chances of a service share 1 between them. */
function areFew(chances: unknown): boolean {
  if (!isObject(chances)) return false;
  const entries = Object.entries(chances);
  const known = entries.every(
    ([action, chance]) => CHANCE_ACTIONS.some((name) => name === action) && isChance(chance),
  );
  return known && entries.reduce((sum, [, chance]) => sum + Number(chance), 0) <= 1;
}

function isService(name: string): boolean {
  return SERVICES.some((service) => service === name);
}

function isScript(value: unknown): value is OneShotFault[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isObject(entry) && typeof entry.site === 'string' && ACTIONS.includes(entry.action as string),
    )
  );
}
