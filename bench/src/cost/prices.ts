import { existsSync, readFileSync } from 'node:fs';

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
  'schedulerInvocation',
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

/** @throws Error that says what is wrong with the file: that it is missing, or every item without a price. */
export function readPrices(file: string): PriceFile {
  if (!existsSync(file)) {
    throw new Error(
      `there is no price file ${file}; copy bench/prices/us-east-1.json and write other prices into it`,
    );
  }
  const prices = JSON.parse(readFileSync(file, 'utf8')) as Partial<PriceFile>;
  const missing = ITEMS.filter((item) => !isPrice(prices.prices?.[item]));
  if (missing.length > 0) throw new Error(`${file} has no price for ${missing.join(', ')}`);
  return prices as PriceFile;
}

function isPrice(price: Price | undefined): boolean {
  return price !== undefined && price.usd >= 0 && price.per > 0;
}
