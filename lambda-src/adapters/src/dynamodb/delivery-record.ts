import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DELIVERY_STATES, type DeliveryRecord } from '@fintech-solution/domain/delivery';

type Item = Record<string, AttributeValue>;

/** The record that these attributes hold; undefined where they are not a whole record. */
export function recordFrom({
  state: stored,
  leaseUntil,
  unknown,
  redrivenBy,
}: Item): DeliveryRecord | undefined {
  const state = DELIVERY_STATES.find((known) => known === stored?.S);
  if (state === undefined) return undefined;
  return {
    state,
    unknown: Number(unknown?.N ?? 0),
    ...(leaseUntil?.N === undefined ? {} : { leaseUntil: Number(leaseUntil.N) }),
    ...(redrivenBy?.S === undefined ? {} : { redrivenBy: redrivenBy.S }),
  };
}

/** The attributes of a record. A count of 0, and a lease or a redrive that there is not, are absent. */
export function recordItem(record: DeliveryRecord): Item {
  const present = Object.entries(attributesOf(record)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Item;
}

/**
 * The condition that a record stands exactly so, attribute by attribute.
 *
 * @param path where the record stands in its item: nothing, or a path that ends with a dot.
 */
export function standsAs(record: DeliveryRecord, path = '') {
  const attributes = Object.entries(attributesOf(record));
  const values = attributes.flatMap(([name, value]) => (value === undefined ? [] : [[`:${name}`, value]]));
  const conditions = attributes.map(([name, value]) =>
    value === undefined ? `attribute_not_exists(${path}#${name})` : `${path}#${name} = :${name}`,
  );
  return {
    names: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(values) as Item,
    condition: conditions.join(' AND '),
  };
}

function attributesOf({ state, leaseUntil, unknown, redrivenBy }: DeliveryRecord) {
  return {
    state: { S: state },
    leaseUntil: leaseUntil === undefined ? undefined : { N: String(leaseUntil) },
    unknown: unknown === 0 ? undefined : { N: String(unknown) },
    redrivenBy: redrivenBy === undefined ? undefined : { S: redrivenBy },
  } satisfies Record<keyof DeliveryRecord, AttributeValue | undefined>;
}
