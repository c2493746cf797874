import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** The arguments of a command, and ways to refuse them. */
export interface Arguments<T extends Options> {
  readonly values: Values<T>;
  /** A number from `min` to `max`; anything else ends the process with the usage. */
  number(name: keyof T & string, min: number, max: number): number;
  /** One of some choices; anything else ends the process with the usage. */
  oneOf<const C extends string>(name: keyof T & string, ...choices: readonly C[]): C;
  /** What a function makes of them; when it throws, the process ends with the usage. */
  read<R>(make: () => R): R;
  /** Ends the process: says what is wrong, then how the command is used. */
  refuse(fault: string): never;
}

/** Reads a command's arguments. `--help` prints the usage, and so does an unknown argument. */
export function readArguments<const T extends Options>(usage: string, options: T): Arguments<T> {
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
  const values: Values<T> = read(() => parseArgs({ args, options }).values);
  const textOf = (name: string): string => String((values as Readonly<Record<string, unknown>>)[name]);
  return {
    values,
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
