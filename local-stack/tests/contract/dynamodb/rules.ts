import type { Subject } from './subject.ts';

/** A rule of DynamoDB: a sentence, and what shows it. */
export type Rule = (sentence: string, show: (subject: Subject) => Promise<void>) => void;

/** A group of rules under one heading. */
export type Rules = (rule: Rule) => void;

/** Rules that an engine is known to break, by their whole title, with the page that says who is right. */
export type Deviations = Readonly<Record<string, string>>;

/**
 * Runs rules as tests. A rule that the engine is known to break must be broken: the day it holds, the test fails, and
 * its line is to be taken out of the list.
 */
export function describeRules(
  heading: string,
  rules: Rules,
  subject: () => Subject,
  deviations: Deviations,
): void {
  describe(heading, () => {
    rules((sentence, show) => {
      const isBroken = `${heading} ${sentence}` in deviations;
      if (!isBroken) it(sentence, () => show(subject()));
      else
        it(`is known to break: ${sentence}`, async () => {
          const held = await show(subject()).then(
            () => true,
            () => false,
          );
          expect({
            held,
            explanation: `takes "${heading} ${sentence}" out of the list of deviations`,
          }).toMatchObject({ held: false });
        });
    });
  });
}
