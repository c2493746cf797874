import fc from 'fast-check';

/** Characters that parsers disagree about, and a few that they do not. */
const INTERESTING = [
  ...'0123456789 .-+_=~%/\\"\'{}[]():,;eyJbBT',
  '\0',
  '\t',
  '\n',
  '\r',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u0130',
  '\u0131',
  '\u017f',
  '\u0660',
  '\u06f6',
  '\u0966',
  '\u200b',
  '\u200d',
  '\u2007',
  '\u202e',
  '\u202f',
  '\u2028',
  '\u2212',
  '\u3000',
  '\uff10',
  '\uff16',
  '\uff0b',
  '\ufeff',
  '\ud800',
  '\udc00',
  '😀',
  '𝟔',
  '%20',
  '%2B',
  '%25',
  '%00',
  '%0a',
  '%2e',
  '%C0%80',
  '%EF%BC%96',
  '%u0036',
  '%',
  '%2',
] as const;

/** Four times of five the good thing: what is wrong everywhere is refused at the first look and shows little. */
export function mostly<T, U>(good: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: other });
}

const BASE64URL = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

/**
 * One of the tokens with one character exchanged for another of the same alphabet, the last of a part more often than
 * others: its low bits mean nothing, so that two spellings have the same bytes.
 */
export function respelled(tokens: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...tokens),
      fc.oneof(fc.constantFrom('last', 'before a dot'), fc.double({ min: 0, max: 1, noNaN: true })),
      fc.constantFrom(...BASE64URL),
    )
    .map(([token, place, char]) => {
      const body = token.lastIndexOf(' ') + 1;
      const inside = typeof place === 'number' ? Math.floor(place * (token.length - body)) : 0;
      const at =
        place === 'last'
          ? token.length - 1
          : place === 'before a dot'
            ? token.lastIndexOf('.') - 1
            : body + inside;
      return token.charAt(at) === '.' ? token : token.slice(0, at) + char + token.slice(at + 1);
    });
}

/** One small change of a text. */
export interface Edit {
  readonly at: number;
  readonly kind: 'insert' | 'replace' | 'delete' | 'double' | 'swap' | 'case' | 'cut';
  readonly text: string;
}

/** A few small changes. */
export const edits = (max: number): fc.Arbitrary<Edit[]> =>
  fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom('insert', 'replace', 'delete', 'double', 'swap', 'case', 'cut'),
      text: fc.oneof(
        fc.constantFrom(...INTERESTING),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
      ),
    }),
    { maxLength: max },
  );

/** The text after the changes, one after another; a place is a share of the length. */
export function edited(text: string, changes: readonly Edit[]): string {
  return changes.reduce((before, { at, kind, text: piece }) => {
    const index = Math.min(Math.floor(at * (before.length + 1)), before.length);
    const [head, tail] = [before.slice(0, index), before.slice(index)];
    switch (kind) {
      case 'insert':
        return head + piece + tail;
      case 'replace':
        return head + piece + tail.slice(1);
      case 'delete':
        return head + tail.slice(1);
      case 'double':
        return head + tail.slice(0, 1) + tail;
      case 'swap':
        return head + tail.slice(1, 2) + tail.slice(0, 1) + tail.slice(2);
      case 'case':
        return (
          head +
          (tail.slice(0, 1) === tail.slice(0, 1).toUpperCase()
            ? tail.slice(0, 1).toLowerCase()
            : tail.slice(0, 1).toUpperCase()) +
          tail.slice(1)
        );
      case 'cut':
        return head;
    }
  }, text);
}
