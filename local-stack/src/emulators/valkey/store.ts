/** What a command is answered with; an `Error` is an error reply. */
export type Reply = string | number | null | Error;

/** The commands of Valkey that the request guard and its client use, on keys that hold texts. */
export interface ValkeyStore {
  /** @param command its name in capitals, and its words. */
  answer(command: string, words: readonly string[]): Reply;
  flush(): void;
}

interface Entry {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

type Command = (words: readonly string[]) => Reply;

/**
 * A store in memory.
 *
 * @param now epoch milliseconds.
 * @see https://valkey.io/commands/
 */
export function createValkeyStore(now: () => number): ValkeyStore {
  const entries = new Map<string, Entry>();
  const read = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined && entry.expiresAt <= now()) entries.delete(key);
    return entries.get(key);
  };
  const expiryOf = (seconds: string): number => now() + Number(seconds) * 1_000;
  const commands: Readonly<Record<string, { readonly words: number; readonly run: Command }>> = {
    PING: { words: 0, run: () => 'PONG' },
    GET: { words: 1, run: ([key = '']) => read(key)?.value ?? null },
    SET: {
      words: 2,
      run([key = '', value = '', option, seconds = '']) {
        if (option !== undefined && (option.toUpperCase() !== 'EX' || !(Number(seconds) > 0)))
          return new Error('ERR syntax error');
        entries.set(key, { value, expiresAt: option === undefined ? Infinity : expiryOf(seconds) });
        return 'OK';
      },
    },
    INCR: {
      words: 1,
      run([key = '']) {
        const { value = '0', expiresAt = Infinity } = read(key) ?? {};
        if (!/^-?\d{1,15}$/.test(value)) return new Error('ERR value is not an integer or out of range');
        entries.set(key, { value: String(Number(value) + 1), expiresAt });
        return Number(value) + 1;
      },
    },
    EXPIRE: {
      words: 2,
      run([key = '', seconds = '']) {
        const entry = read(key);
        if (entry !== undefined) entries.set(key, { ...entry, expiresAt: expiryOf(seconds) });
        return entry === undefined ? 0 : 1;
      },
    },
    TTL: {
      words: 1,
      run([key = '']) {
        const entry = read(key);
        if (entry === undefined) return -2;
        return entry.expiresAt === Infinity ? -1 : Math.ceil((entry.expiresAt - now()) / 1_000);
      },
    },
    FLUSHALL: { words: 0, run: () => (entries.clear(), 'OK') },
    // A client tells its name and its library; no one reads them here.
    CLIENT: { words: 1, run: () => 'OK' },
  };
  return {
    answer(name, words) {
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (command === undefined)
        return new Error(`ERR unknown command '${name}'; there are ${Object.keys(commands).join(', ')}`);
      if (words.length < command.words) return new Error(`ERR wrong number of arguments for '${name}'`);
      return command.run(words);
    },
    flush: () => entries.clear(),
  };
}
