import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Everything that is paid for; each has one price in a price file. */
export const ITEMS = [
  'apiGatewayRequest',
  'lambdaRequest',
  'lambdaGigabyteSecondArm',
  'dynamodbReadUnit',
  'dynamodbWriteUnit',
  'sqsRequest',
  'sesMessage',
  'sesEssentialsMessage',
  'logGigabyte',
  'xrayTrace',
  'kmsRequest',
  'kmsKeyMonth',
  'metricMonth',
  'alarmMonth',
  'dashboardMonth',
] as const;
export type Item = (typeof ITEMS)[number];

/** One dated list of prices, each with the page that it comes from. */
export interface PriceFile {
  readonly region: string;
  readonly date: string;
  readonly note: string;
  readonly prices: Readonly<Record<Item, Price>>;
}

/** `usd` for `per` of them. */
export interface Price {
  readonly usd: number;
  readonly per: number;
  readonly source: string;
}

export const DEFAULT_PRICES = path.join(import.meta.dirname, '../../prices/us-east-1.json');

/** @throws Error naming every item without a price. */
export function readPrices(file: string): PriceFile {
  const prices = JSON.parse(readFileSync(file, 'utf8')) as PriceFile;
  const missing = ITEMS.filter((item) => !(prices.prices[item]?.usd >= 0 && prices.prices[item].per > 0));
  if (missing.length > 0) throw new Error(`${file} has no price for ${missing.join(', ')}`);
  return prices;
}
