/** An event of ours in its good form. */
export function goodEvent(id: string, msisdn: string): string {
  return JSON.stringify({ ...GOOD, id, data: { msisdn } });
}

const GOOD = {
  specversion: '1.0',
  type: 'gn.fintech-solution.account.requested.v1',
  source: '/fintech-solution/get-account-info',
  time: '2026-11-01T08:00:00Z',
};

type Make = (id: string, msisdn: string) => string;

const changed =
  (change: Readonly<Record<string, unknown>>): Make =>
  (id, msisdn) =>
    JSON.stringify({ ...GOOD, id, data: { msisdn }, ...change });

const withNumber =
  (write: (msisdn: string) => unknown): Make =>
  (id, msisdn) =>
    JSON.stringify({ ...GOOD, id, data: { msisdn: write(msisdn) } });

/** Bodies that are not events of ours, each for one reason. The id makes each one a body of its own. */
const MALFORMED: readonly Make[] = [
  (id) => `not json ${id}`,
  (id) => `{"id":"${id}"`,
  (id) => JSON.stringify([id]),
  (id) => JSON.stringify(id),
  changed({ specversion: '0.3' }),
  changed({ type: 'gn.fintech-solution.account.requested.v2' }),
  changed({ source: '/somebody/else' }),
  changed({ id: '', note: 'empty id' }),
  changed({ time: 'yesterday' }),
  changed({ correlationid: 7 }),
  changed({ data: null }),
  changed({ data: ['224622000001'] }),
  withNumber((msisdn) => Number(msisdn)),
  withNumber((msisdn) => `+${msisdn}`),
  withNumber((msisdn) => msisdn.slice(3)),
  withNumber((msisdn) => ` ${msisdn}`),
  withNumber((msisdn) => `${msisdn}\n`),
  withNumber((msisdn) => `225${msisdn.slice(3)}`),
  withNumber((msisdn) => [msisdn]),
  withNumber(() => '__proto__'),
];

/** The malformed of a shape; any number is a shape. */
export function malformedMessage(shape: number, id: string, msisdn: string): string {
  return (MALFORMED[shape % MALFORMED.length] as Make)(id, msisdn);
}
