import { type Books } from './books/books.ts';
import { booksLines } from './books/books-lines.ts';

/** What `npm run verify` ends with, so that a script can tell apart what happened. */
const EXIT_CODES: Readonly<Record<Books['verdict'] | 'unreachable', number>> = {
  agree: 0,
  disagree: 1,
  unreachable: 2,
  'under-way': 3,
};

const USAGE = `usage: npm run verify -- [--local] [--base=http://127.0.0.1:3000] [--json]
--local, the default and so far the only choice: the stack that npm start runs, on PORT where that is set
exit code: 0 the books agree, 1 they disagree, 2 no stack answers there, 3 messages are still under way`;

process.exitCode = await verify(process.argv.slice(2));

async function verify(args: readonly string[]): Promise<number> {
  const base =
    args.find((arg) => arg.startsWith('--base='))?.slice('--base='.length) ??
    `http://127.0.0.1:${process.env['PORT'] || 3000}`;
  const known = (arg: string): boolean => ['--local', '--json'].includes(arg) || arg.startsWith('--base=');
  if (!args.every(known) || !URL.canParse(base)) {
    console.error(USAGE);
    return EXIT_CODES.unreachable;
  }
  const { origin } = new URL(base);
  try {
    const [books, injected, { seed }] = await Promise.all([
      read<Books>(`${origin}/_local/books`),
      read<Record<string, number>>(`${origin}/_local/faults/injected`),
      read<{ seed: number }>(`${origin}/_local/faults`),
    ]);
    const lines = args.includes('--json')
      ? [JSON.stringify({ seed, injected, ...books })]
      : booksLines(books, { injected, seed });
    console.log(lines.join('\n'));
    return EXIT_CODES[books.verdict];
  } catch (error) {
    console.error(`No local stack answers at ${origin} (${(error as Error).message}). Type: npm start`);
    return EXIT_CODES.unreachable;
  }
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}
