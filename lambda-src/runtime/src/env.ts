/** Environment variables as Lambda hands them over: strings, of which an empty one means absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one function's settings and reports every fault at once.
 *
 * A missing or bad setting must fail the cold start with one message that an operator can act on without
 * deploying again for each fault. The message names variables and rules, never values: a value may be a secret.
 *
 * @throws SettingsError listing every fault.
 */
export function readSettings<T>(env: Environment, read: (reader: SettingsReader) => T): T {
  const faults: string[] = [];
  const settings = read(createReader(env, faults));
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** Every fault that was found in a function's environment; the message lists them all. */
export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Bad configuration: ${faults.join('; ')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** The kinds of settings that the functions know. Each method notes its fault and returns a placeholder. */
export interface SettingsReader {
  /** A value that must be there. */
  required(name: string): string;
  /** A value that may be absent. */
  optional(name: string): string | undefined;
  /** Entries separated by commas or spaces; empty where the value is absent. */
  list(name: string): readonly string[];
  /** One of a closed list, compared exactly. */
  oneOf<V extends string>(name: string, values: readonly V[], fallback?: V): V;
  /** A whole number within bounds, in decimal digits only. */
  integer(name: string, bounds: { min: number; max: number; fallback?: number }): number;
  /** An https URL; http is allowed to a loopback host only, so that no secret crosses a network in clear. */
  url(name: string, fallback?: string): string;
  /** As {@link url}, but absent is allowed. */
  optionalUrl(name: string): string | undefined;
  /** A regular expression, anchored on both ends by us. */
  pattern(name: string, fallback: string): RegExp;
  /** Notes a fault that concerns more than one setting. */
  fault(message: string): void;
}

function createReader(env: Environment, faults: string[]): SettingsReader {
  const value = (name: string): string | undefined => env[name]?.trim() || undefined;
  const fail = (message: string): void => {
    faults.push(message);
  };
  const required = (name: string): string => {
    const found = value(name);
    if (found === undefined) fail(`${name} is missing`);
    return found ?? '';
  };
  const checkedUrl = (name: string, text: string): string => {
    if (!isSafeUrl(text)) fail(`${name} must be an https URL (http only to loopback)`);
    return text;
  };
  return {
    required,
    optional: value,
    list: (name) =>
      value(name)
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? [],
    fault: fail,
    oneOf(name, values, fallback) {
      const found = value(name) ?? fallback ?? '';
      const match = values.find((candidate) => candidate === found);
      if (match === undefined) fail(`${name} must be one of ${values.join(', ')}`);
      return match ?? (values[0] as (typeof values)[number]);
    },
    integer(name, { min, max, fallback }) {
      const found = value(name) ?? (fallback === undefined ? '' : String(fallback));
      const number = /^-?\d{1,15}$/.test(found) ? Number(found) : Number.NaN;
      if (!(number >= min && number <= max)) fail(`${name} must be a whole number from ${min} to ${max}`);
      return number;
    },
    url: (name, fallback) => {
      const found = value(name) ?? fallback;
      return found === undefined ? required(name) : checkedUrl(name, found);
    },
    optionalUrl: (name) => {
      const found = value(name);
      return found === undefined ? undefined : checkedUrl(name, found);
    },
    pattern(name, fallback) {
      try {
        return new RegExp(`^(?:${value(name) ?? fallback})$`);
      } catch {
        fail(`${name} must be a regular expression`);
        return /^(?!)/;
      }
    },
  };
}

/** True for https URLs and for http URLs whose host is this machine, without credentials in them. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}
