import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Words<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** What a command was told, and a way to say that it was told nonsense. */
export interface CommandLine<T extends Options> {
  readonly words: Words<T>;
  /** A number from `min` to `max`; ends the process with the usage when it is none. */
  number(name: keyof T & string, min: number, max: number): number;
  /** One of some words; ends the process with the usage when it is another. */
  oneOf<const W extends string>(name: keyof T & string, ...choices: readonly W[]): W;
  /** What some words say; ends the process with the usage where making sense of them throws. */
  read<R>(make: () => R): R;
  /** Ends the process: says what is wrong, then how the command is used. */
  refuse(fault: string): never;
}

/** Reads a command's words; `--help` prints how it is used, and so does a word that it does not know. */
export function readCommandLine<const T extends Options>(usage: string, options: T): CommandLine<T> {
  const refuse = (fault: string): never => {
    console.error(`${fault}\n\n${usage}`);
    process.exit(2);
  };
  const read = <R>(make: () => R): R => {
    try {
      return make();
    } catch (error) {
      return refuse((error as Error).message);
    }
  };
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  const words: Words<T> = read(() => parseArgs({ args, options }).values);
  const textOf = (name: string): string => String((words as Readonly<Record<string, unknown>>)[name]);
  return {
    words,
    refuse,
    oneOf(name, ...choices) {
      return (
        choices.find((choice) => choice === textOf(name)) ??
        refuse(`--${name} must be ${choices.join(' or ')}`)
      );
    },
    read,
    number(name, min, max) {
      const text = textOf(name);
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return value >= min && value <= max
        ? value
        : refuse(`--${name} must be a number from ${min} to ${max}`);
    },
  };
}
