// `npm run cost:prices`: the price file of a region, from the lists that AWS publishes for everybody.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PriceList, pricesFrom, SERVICES } from './cost/price-list.ts';
import { DEFAULT_PRICES, ITEMS, type PriceFile, readPrices } from './cost/prices.ts';
import { readCommandLine } from './words.ts';

const USAGE = `npm run cost:prices -- --region ca-central-1
  --region NAME   the region whose prices are wanted
  --out FILE      where they go, bench/prices/NAME.json by default
  --fill FILE     a price file for what the lists do not have, such as bench/prices/us-east-1.json
  --from URL      where the lists are, AWS's own place by default`;

const { words, refuse, read } = readCommandLine(USAGE, {
  region: { type: 'string' },
  out: { type: 'string' },
  fill: { type: 'string' },
  from: { type: 'string', default: 'https://pricing.us-east-1.amazonaws.com' },
});
const region = words.region ?? refuse('--region is missing');
if (!/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region)) refuse(`--region must be a region’s name, not "${region}"`);
const out = words.out ?? path.join(path.dirname(DEFAULT_PRICES), `${region}.json`);

/** CloudWatch's list of a large region is the largest of these, a few megabytes. */
const PATIENCE_MS = 60_000;

const { fill } = words;
const filled = fill === undefined ? undefined : read(() => readPrices(fill));
const lists = new Map<string, { url: string; list: PriceList }>();
const unread: string[] = [];
for (const service of SERVICES) {
  const url = `${words.from}/offers/v1.0/aws/${service}/current/${region}/index.json`;
  try {
    lists.set(service, { url, list: await readList(url) });
  } catch (error) {
    const { message, cause } = error as Error;
    unread.push(`${url}: ${cause instanceof Error ? cause.message : message}`);
  }
}
const found = pricesFrom(lists, region);
for (const fault of [...unread, ...found.unclear, ...found.absent]) console.error(fault);
// A list that cannot be read may well have the price: another region's would pass for this one's.
if (unread.length > 0) giveUp('a list could not be read');
if (found.unclear.length > 0) giveUp('a list has several prices of an item');
const missing = ITEMS.filter((item) => found.prices[item] === undefined);
if (missing.length > 0 && filled === undefined) {
  giveUp(`no price for ${missing.join(', ')}; --fill FILE takes them from another file`);
}

const dates = [...lists.values()].map(({ list }) => list.publicationDate.slice(0, 10)).sort();
const file: PriceFile = {
  region,
  date: new Date().toISOString().slice(0, 10),
  note: [
    `US dollars without free tiers, from AWS's public price lists of ${region}`,
    `, published from ${dates[0]} to ${dates.at(-1)}`,
    missing.length === 0 ? '' : `; of ${filled?.region}, because the lists lack them: ${missing.join(', ')}`,
  ].join(''),
  prices: { ...filled?.prices, ...found.prices } as PriceFile['prices'],
};
writeFileSync(out, `${JSON.stringify(file, undefined, 2)}\n`);
console.log(`${out}: ${ITEMS.length - missing.length} of ${ITEMS.length} prices from the lists of ${region}`);
console.log(`npm run cost -- --prices ${path.relative('', out)}`);

function giveUp(why: string): never {
  console.error(`nothing is written: ${why}`);
  process.exit(1);
}

async function readList(url: string): Promise<PriceList> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  const list = (await response.json()) as Partial<PriceList>;
  if (list.products === undefined || list.terms === undefined || list.publicationDate === undefined) {
    throw new Error('is no price list');
  }
  return list as PriceList;
}
