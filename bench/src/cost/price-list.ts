import { type Item, ITEMS, type Price, type PriceFile } from './prices.ts';

/**
 * One service's prices of one region, as AWS publishes them for anybody to read, as far as they are read here.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export interface PriceList {
  readonly publicationDate: string;
  readonly products: Readonly<Record<string, Product>>;
  readonly terms: { readonly OnDemand?: Readonly<Record<string, Readonly<Record<string, Offer>>>> };
}

interface Product {
  readonly sku: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Offer {
  readonly priceDimensions: Readonly<Record<string, Tier>>;
}

/** A price that holds from `beginRange` units a month on. */
interface Tier {
  readonly beginRange?: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
}

/** Where an item stands: which service's list, and the usage type there without the region's prefix. */
interface Place {
  readonly service: string;
  readonly usage: string;
  /** Where one usage type has several products: what tells ours. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const PLACES: Readonly<Record<Item, Place>> = {
  apiGatewayRequest: { service: 'AmazonApiGateway', usage: 'ApiGatewayRequest' },
  lambdaRequest: { service: 'AWSLambda', usage: 'Request-ARM' },
  lambdaGigabyteSecondArm: { service: 'AWSLambda', usage: 'Lambda-GB-Second-ARM' },
  dynamodbReadUnit: { service: 'AmazonDynamoDB', usage: 'ReadRequestUnits' },
  dynamodbWriteUnit: { service: 'AmazonDynamoDB', usage: 'WriteRequestUnits' },
  sqsRequest: {
    service: 'AWSQueueService',
    usage: 'Requests(-Tier1|-RBP)?',
    attributes: { queueType: 'Standard' },
  },
  sesMessage: { service: 'AmazonSES', usage: 'Recipients' },
  sesEssentialsMessage: { service: 'AmazonSES', usage: 'Essentials-Outbound-Email' },
  logGigabyte: { service: 'AmazonCloudWatch', usage: 'DataProcessing-Bytes' },
  xrayTrace: { service: 'AWSXRay', usage: 'XRay-TracesStored' },
  kmsRequest: { service: 'awskms', usage: 'KMS-Requests' },
  kmsKeyMonth: { service: 'awskms', usage: 'KMS-Keys' },
  metricMonth: { service: 'AmazonCloudWatch', usage: 'CW:MetricMonitorUsage' },
  alarmMonth: { service: 'AmazonCloudWatch', usage: 'CW:AlarmMonitorUsage' },
  dashboardMonth: { service: 'AmazonCloudWatch', usage: 'DashboardsUsageHour' },
};

/** Every service that has an item on the bill. */
export const SERVICES = [...new Set(ITEMS.map((item) => PLACES[item].service))];

/**
 * The prices of a region from its lists, each with the list as its source.
 *
 * @returns the prices that were found, and a sentence for each item that has none, or several.
 */
export function pricesFrom(
  lists: ReadonlyMap<string, { readonly url: string; readonly list: PriceList }>,
  region: string,
): {
  readonly prices: Partial<PriceFile['prices']>;
  readonly absent: readonly string[];
  readonly unclear: readonly string[];
} {
  const prices: Partial<Record<Item, Price>> = {};
  const absent: string[] = [];
  const unclear: string[] = [];
  for (const item of ITEMS) {
    const place = PLACES[item];
    const found = lists.get(place.service);
    if (found === undefined) continue;
    const paid = [
      ...new Set(productsAt(found.list, place, region).flatMap((sku) => paidPrice(found.list, sku))),
    ];
    const [usd] = paid;
    if (usd !== undefined && paid.length === 1) prices[item] = { usd, per: 1, source: found.url };
    else if (usd === undefined) absent.push(`${item}: ${found.url} has no price of "${place.usage}"`);
    else unclear.push(`${item}: ${found.url} has several prices of "${place.usage}": ${paid.join(', ')}`);
  }
  return { prices, absent, unclear };
}

/** Usage types carry a short name of their region, such as `CAN1-`, or its whole name, or in us-east-1 nothing. */
function productsAt({ products }: PriceList, { usage, attributes = {} }: Place, region: string): string[] {
  const pattern = new RegExp(`^(?:(?:[A-Z]{2,4}[0-9]?|${region})-)?${usage}$`);
  const fits = (product: Product): boolean =>
    pattern.test(product.attributes['usagetype'] ?? '') &&
    Object.entries(attributes).every(([name, value]) => product.attributes[name] === value);
  return Object.values(products)
    .filter(fits)
    .map(({ sku }) => sku);
}

/** What the first unit costs that is not free; the tiers of a great customer come later. */
function paidPrice({ terms }: PriceList, sku: string): number[] {
  return Object.values(terms.OnDemand?.[sku] ?? {})
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .sort((a, b) => Number(a.beginRange ?? 0) - Number(b.beginRange ?? 0))
    .map(({ pricePerUnit }) => Number(pricePerUnit['USD']))
    .filter((usd) => usd > 0)
    .slice(0, 1);
}
