import { holds, type Item, updated } from '../../../src/world/expressions.ts';

const ITEM: Item = {
  msisdn: { S: '224622000001' },
  welcome: { M: { sms: { M: { state: { S: 'sending' }, leaseUntil: { N: '1000' } } } } },
};
const NAMES = { '#channel': 'sms', '#state': 'state', '#lease': 'leaseUntil' };

function check(condition: string, values: Item = {}, item: Item = ITEM): boolean {
  return holds(condition, item, NAMES, values);
}

test('knows whether an attribute exists, also in an item that does not', () => {
  expect(check('attribute_not_exists(msisdn)')).toBe(false);
  expect(check('attribute_not_exists(msisdn)', {}, {})).toBe(true);
  expect(check('attribute_exists(welcome.#channel)')).toBe(true);
  expect(check('attribute_exists(welcome.#channel)', {}, {})).toBe(false);
});

test.each([
  ['999', false],
  ['1000', false],
  ['1001', true],
  ['20000', true],
])('compares numbers as numbers: a lease until 1000 is over at %s: %s', (now, isOver) => {
  expect(check('welcome.#channel.#lease < :now', { ':now': { N: now } })).toBe(isOver);
});

test('binds AND closer than OR, and parentheses closer than both', () => {
  const values: Item = { ':a': { S: 'sending' }, ':b': { S: 'other' } };
  const [yes, no] = ['welcome.#channel.#state = :a', 'welcome.#channel.#state = :b'];

  expect(check(`${yes} OR ${no} AND ${no}`, values)).toBe(true);
  expect(check(`(${yes} OR ${no}) AND ${no}`, values)).toBe(false);
  expect(check(`NOT ${no} AND ${yes}`, values)).toBe(true);
});

test('finds no equality where a value is absent or of another type', () => {
  expect(check('welcome.#channel.#state = :a', { ':a': { S: 'sending' } }, {})).toBe(false);
  expect(check('welcome.#channel.#lease = :a', { ':a': { S: '1000' } })).toBe(false);
  expect(check('welcome.#channel.#lease < :a', { ':a': { N: '2000' } }, {})).toBe(false);
});

test.each(['size(msisdn) > :a', 'msisdn BETWEEN :a AND :b', 'msisdn = :a msisdn', ''])(
  'throws on a condition that it does not know: %s',
  (condition) => {
    expect(() => check(condition, { ':a': { N: '1' }, ':b': { N: '2' } })).toThrow(/does not/);
  },
);

test('sets and removes in a copy, and leaves the item as it was', () => {
  const after = updated(ITEM, 'SET welcome.#channel.#state = :sent REMOVE welcome.#channel.#lease', NAMES, {
    ':sent': { S: 'sent' },
  });

  expect(after['welcome']?.M?.['sms']?.M).toEqual({ state: { S: 'sent' } });
  expect(ITEM['welcome']?.M?.['sms']?.M?.['state']).toEqual({ S: 'sending' });
});

test('keeps parts apart that were one object when they were written', () => {
  const shared = { M: { state: { S: 'sending' } } };
  const after = updated(
    { welcome: { M: { sms: shared, email: shared } } },
    'SET welcome.#channel.#state = :a',
    NAMES,
    {
      ':a': { S: 'sent' },
    },
  );

  expect(after['welcome']?.M?.['email']?.M?.['state']).toEqual({ S: 'sending' });
});

test('refuses an update whose path leads through nothing, and a name or value that is not given', () => {
  expect(() => updated({}, 'SET welcome.#channel.#state = :a', NAMES, { ':a': { S: 'x' } })).toThrow(/path/);
  expect(() => updated(ITEM, 'SET welcome.#other = :a', NAMES, { ':a': { S: 'x' } })).toThrow(/#other/);
  expect(() => check('msisdn = :missing')).toThrow(/:missing/);
});
