import { OPENINGS } from '@fintech-solution/adapters/dynamodb/ledger-items';
import { allowanceDay, type OpeningsPerDay } from '@fintech-solution/domain/opening-allowance';
import { type AwsJsonClient } from '../emulators/aws-json-client.ts';
import { type PlainItem } from './stack-state.ts';
import { plainItem, scan } from './table-items.ts';

/** How many openings were counted, of how many. */
export interface Openings {
  readonly openings: number;
  /** 0: no limit. */
  readonly limit: number;
}

/** What is spent of today's opening allowance. */
export interface SpentAllowance {
  /** In UTC, `yyyy-mm-dd`. */
  readonly day: string;
  /** RFC 3339: the next day begins, and with it a new allowance. */
  readonly endsAt: string;
  readonly total: Openings;
  /** The `sub` of each caller that opened something; the start of its hash where no token of ours names it. */
  readonly callers: readonly (Openings & { readonly caller: string })[];
}

/** The counters of the opening allowance, as a person of this machine sees and resets them. */
export interface OpeningCounters {
  read(): Promise<SpentAllowance>;
  /** Today's counters begin at 0 again. The marks of numbers stay: a number that was counted counts nothing more. */
  reset(): Promise<void>;
}

/** What {@link createOpeningCounters} needs from outside. */
export interface OpeningCountersDependencies {
  readonly dynamoDb: AwsJsonClient;
  /** The ledger's. */
  readonly tableName: string;
  readonly perDay: OpeningsPerDay;
  /** Every `sub` that a counter may belong to: the table keeps hashes only. */
  readonly callers: () => readonly string[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** The counters in the ledger's table. */
export function createOpeningCounters({
  dynamoDb,
  tableName,
  perDay,
  callers,
  now,
}: OpeningCountersDependencies): OpeningCounters {
  const countersOf = async (day: string): Promise<PlainItem[]> =>
    (await scan(dynamoDb, tableName))
      .map(plainItem)
      .filter(({ sk, openings }) => sk === OPENINGS.ofDay(day) && openings !== undefined);
  return {
    async read() {
      const day = allowanceDay(now());
      const names = new Map(callers().map((caller) => [OPENINGS.ofCaller(caller), caller]));
      const counters = (await countersOf(day)).map(({ pk, openings }) => ({
        place: String(pk),
        openings: Number(openings),
      }));
      const total = counters.find(({ place }) => place === OPENINGS.ofAll);
      return {
        day,
        endsAt: new Date(Date.parse(day) + DAY_MS).toISOString(),
        total: { openings: total?.openings ?? 0, limit: perDay.total },
        callers: counters
          .filter((counter) => counter !== total)
          .map(({ place, openings }) => ({
            caller: names.get(place) ?? hashOf(place).slice(0, 8),
            openings,
            limit: perDay.perCaller,
          }))
          .sort((a, b) => b.openings - a.openings || a.caller.localeCompare(b.caller)),
      };
    },
    async reset() {
      for (const { pk, sk } of await countersOf(allowanceDay(now())))
        await dynamoDb('DynamoDB_20120810.DeleteItem', {
          TableName: tableName,
          Key: { pk: { S: pk }, sk: { S: sk } },
        });
    },
  };
}

function hashOf(place: string): string {
  return place.slice(place.lastIndexOf('#') + 1);
}
