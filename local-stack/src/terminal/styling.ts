import { styleText } from 'node:util';

/** The few ways in which the terminal sets text apart. */
export type Style = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold';

/** Colours a text, or leaves it as it is where the terminal has no colours. */
export type Paint = (style: Style, text: string) => string;

/** A painter that never looks at the terminal itself: whether it has colours was decided once, at the start. */
export function createPaint(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/**
 * Whether to use colours: never with a non-empty `NO_COLOR` (https://no-color.org), else on a terminal or where
 * `FORCE_COLOR` asks for them.
 */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  return forced ? forced !== '0' : isTerminal && env['TERM'] !== 'dumb';
}

/**
 * Text from outside, made harmless for a terminal: escape sequences, line breaks and characters that turn the
 * direction of writing become visible marks, so that a request or a message can neither forge a line nor move the cursor.
 */
export function harmless(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '\u00b7',
  );
}
