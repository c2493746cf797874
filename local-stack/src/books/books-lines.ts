import { type Books } from './books.ts';

/** What is shown beside the books. */
export interface BooksContext {
  /** How often each fault was injected, by its name. */
  readonly injected: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** As many disagreements as a terminal shows; the JSON has all. */
const SHOWN = 20;

const VERDICTS: Readonly<Record<Books['verdict'], string>> = {
  agree: 'The books agree: every balance is explained, every event is settled or dead.',
  'under-way':
    'Nothing disagrees so far, but messages are still under way: their events are not settled yet.',
  disagree: 'The books DISAGREE.',
};

/** The books as a person reads them. */
export function booksLines(books: Books, { injected, seed }: BooksContext): string[] {
  const { visible, inFlight, delayed } = books.queue;
  const faults = Object.entries(injected);
  const hidden = books.disagreements.length - SHOWN;
  return [
    `accounts       ${books.accounts}, asked for by ${books.events} event(s)`,
    `queue          ${visible} waiting, ${inFlight} in flight, ${delayed} delayed; ${books.deadLetters} dead letter(s)`,
    `messages sent  ${books.sms} SMS, ${books.emails} e-mail(s)`,
    faults.length === 0
      ? 'faults         none were injected'
      : `faults         with seed ${seed}: ${faults.map(([name, count]) => `${name} ×${count}`).join(', ')}`,
    ...books.disagreements
      .slice(0, SHOWN)
      .map(({ kind, account, sentence }) =>
        ['  ✗', account, `${sentence} (${kind})`].filter((word) => word !== '').join(' '),
      ),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    VERDICTS[books.verdict],
  ];
}
