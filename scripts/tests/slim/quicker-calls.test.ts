import { execFileSync } from 'node:child_process';
import path from 'node:path';

interface Request {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
}
interface Step {
  readonly request?: Request;
  readonly told?: unknown;
}
interface Run {
  readonly steps: readonly Step[];
  /** How often the SDK told an endpoint, and hashed credentials. */
  readonly counts: Readonly<Record<'endpoints' | 'credentialHashes', number>>;
}
interface Comparison {
  readonly what: string;
  readonly whole: Run;
  readonly quick: Run;
}

/** What a program asks of AWS and is told, with the SDK as it is and with what we change in it. */
function askTwice() {
  const output = execFileSync(process.execPath, [path.join(__dirname, 'aws-calls-probe.mjs')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const { complaints } = lines.pop() as { readonly complaints: readonly string[] };
  return { comparisons: lines as Comparison[], complaints };
}

describe('a bundle with quicker calls', () => {
  const { comparisons, complaints } = askTwice();
  const requestsOf = (part: string): Request[] =>
    comparisons
      .filter(({ what }) => what.includes(part))
      .flatMap(({ quick }) => quick.steps.flatMap(({ request = [] }) => request));

  it.each(comparisons)('asks and is told the same: $what', ({ whole, quick }) => {
    expect(whole.steps.length).toBeGreaterThan(3);
    expect(quick.steps).toEqual(whole.steps);
  });

  // The comparisons would say little if the calls that are compared did not differ from each other.
  it('asks the endpoint of each table', () => {
    expect(requestsOf('two accounts in turn').map(({ hostname }) => hostname.split('.')[0])).toEqual([
      '111122223333',
      '444455556666',
      '111122223333',
    ]);
  });

  it('signs with the credentials of the moment, and at its own clock', () => {
    const signatures = requestsOf('renewed').map(({ headers }) => headers['authorization']);
    expect(new Set(signatures).size).toBe(3);
    const times = requestsOf('an hour behind').map(({ headers }) => headers['x-amz-date']);
    expect(times).toEqual(['20260101T000000Z', '20260101T010000Z']);
  });

  it('says who calls, as often as it calls', () => {
    const [first, second] = requestsOf('two reads of one').map(({ headers }) => headers['user-agent']);
    expect(first).toMatch(/^aws-sdk-js\/\d+\.\d+\.\d+ ua\/2\.1 /);
    expect(second).toBe(first);
  });

  it('tells an endpoint, and the hash of credentials, as often as they change and no more', () => {
    const countsOf = (part: string) => comparisons.find(({ what }) => what.includes(part))?.quick.counts;
    expect(countsOf('two reads of one table')).toEqual({ endpoints: 1, credentialHashes: 1 });
    expect(countsOf('two tables in turn')).toEqual({ endpoints: 2, credentialHashes: 1 });
    expect(countsOf('renewed between')).toEqual({ endpoints: 1, credentialHashes: 3 });
  });

  it('is not built when the SDK words a line differently that is to be changed', () => {
    expect(complaints.length).toBeGreaterThan(5);
    for (const complaint of complaints) expect(complaint).toMatch(/no longer has .* adapt scripts\/slim/);
  });
});
