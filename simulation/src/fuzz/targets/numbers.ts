import fc from 'fast-check';
import { decodeMsisdn } from '../../../../lambda-src/domain/src/msisdn.ts';
import { PLAN, SPELLINGS } from '../../environment/subscribers.ts';
import { edited, edits } from './edits.ts';
import { numberMeantBy } from '../oracles/number-oracle.ts';
import { expectSame, type Target } from './target.ts';

const national = fc
  .tuple(
    fc.constantFrom('60', '61', '62', '63', '65', '66', '64', '67', '70', '06'),
    fc.integer({ min: 0, max: 9_999_999 }),
  )
  .map(([start, rest]) => start + String(rest).padStart(7, '0'));

/** Good spellings of good and nearly good numbers, changed in a few places. */
const nearlyGood = fc
  .tuple(
    national,
    fc.constantFrom(...SPELLINGS),
    fc.constantFrom('224', '224', '224', '225', '24', '2240'),
    edits(3),
  )
  .map(([number, spell, countryCode, changes]) => edited(spell(countryCode + number), changes));

const separated = fc
  .tuple(
    fc.constantFrom('', '+', '00', '%2B', '++'),
    fc.array(fc.tuple(fc.stringMatching(/^[0-9]{1,5}$/), fc.constantFrom('', ' ', '.', '-', '%20', '  ')), {
      maxLength: 9,
    }),
  )
  .map(([prefix, groups]) => prefix + groups.flat().join(''));

const accepted = { count: 0 };

/** Subscriber numbers in paths: one key per subscriber, and nothing else is a number. */
export const numbers: Target = {
  name: 'numbers',
  sentence: 'a path segment means the number that the reference says, or no subscriber',
  weight: 8,
  accepted,
  property: fc.property(
    fc.oneof(
      { weight: 6, arbitrary: nearlyGood },
      { weight: 2, arbitrary: separated },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    (segment) => {
      const number = decodeMsisdn(segment, PLAN);
      if (number !== undefined) accepted.count += 1;
      expectSame(number, numberMeantBy(segment), `the number in ${JSON.stringify(segment)}`);
    },
  ),
};
