import { type Audit } from './audit/audit.ts';
import { auditLines } from './audit/audit-report.ts';

/** What `npm run verify` ends with, so that a script can tell apart what happened. */
const EXIT_CODES: Readonly<Record<Audit['verdict'] | 'unreachable', number>> = {
  consistent: 0,
  inconsistent: 1,
  unreachable: 2,
  'under-way': 3,
};

const USAGE = `usage: npm run verify -- [--local] [--base=http://127.0.0.1:3000] [--json]
--local, the default and so far the only choice: the stack that npm start runs, on PORT where that is set
exit code: 0 no contradiction, 1 contradictions, 2 no stack answers there, 3 messages are still under way`;

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
    const [audit, injected, { seed }] = await Promise.all([
      read<Audit>(`${origin}/_local/audit`),
      read<Record<string, number>>(`${origin}/_local/faults/injected`),
      read<{ seed: number }>(`${origin}/_local/faults`),
    ]);
    const lines = args.includes('--json')
      ? [JSON.stringify({ seed, injected, ...audit })]
      : auditLines(audit, { injected, seed });
    console.log(lines.join('\n'));
    return EXIT_CODES[audit.verdict];
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
