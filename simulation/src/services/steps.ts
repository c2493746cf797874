import { oneOf } from '../core/keyed-random.ts';
import type { Step } from '../profiles/plan.ts';
import type { Profile } from '../profiles/profiles.ts';
import type { Assembly } from './assembly.ts';
import type { Item } from '../environment/item.ts';
import type { Request } from '../environment/request.ts';
import type { Token } from '../environment/token-fixtures.ts';
import { goodEvent, malformedMessage } from '../environment/malformed-messages.ts';
import { MISSPELLINGS, SPELLINGS, SUBSCRIBERS } from '../environment/subscribers.ts';

/** Performs one step of a plan. */
export function perform(assembly: Assembly, step: Step, profile: Profile): void {
  const { environment, queue, table, malformed, malformedIds, providers, issuer, lambda, gateway } = assembly;
  environment.history.note(() => `${step.name}: ${describe(step)}`);
  switch (step.kind) {
    case 'ask':
      return gateway.ask(requestOf(assembly, step, profile));
    case 'malformed': {
      const body = malformedMessage(step.shape, step.name, subscriberOf(step));
      malformed.add(body);
      malformedIds.add(step.name);
      return queue.put(step.name, body);
    }
    case 'duplicate':
      for (let copy = 1; copy <= step.copies; copy += 1)
        queue.put(`${step.name}-${copy}`, goodEvent(`${step.name}-${copy}`, subscriberOf(step)));
      return;
    case 'movement':
      return void table.book(subscriberOf(step), BigInt(step.amount));
    case 'clock':
      return environment.clock.set(step.byMs);
    case 'outage':
      return outage(assembly, step.of, step.forMs);
    case 'refusal':
      providers.setRefusal(step.of, true);
      environment.scheduler.after(step.forMs, () => providers.setRefusal(step.of, false));
      return;
    case 'rotate-credentials':
      return providers.rotateCredentials(step.lagMs);
    case 'rotate-keys':
      return issuer.publish(step.keyIds);
    case 'switch':
      return switchChannel(assembly, step.channel, step.isOn);
    case 'redrive':
      return queue.redrive();
    case 'deploy':
      return lambda.recycle();
    case 'seed-account':
      return seedAccount(assembly, subscriberOf(step), step.shape);
  }
}

function subscriberOf({ subscriber }: { readonly subscriber: number }): string {
  return SUBSCRIBERS[subscriber % SUBSCRIBERS.length] as string;
}

function requestOf({ tokens }: Assembly, step: Step & { kind: 'ask' }, profile: Profile): Request {
  const msisdn = subscriberOf(step);
  const spell = (step.isMisspelled ? MISSPELLINGS : SPELLINGS) as readonly ((canonical: string) => string)[];
  const token = oneOf(
    () => step.token / 1_000,
    '',
    step.hasGoodToken || ['queue', 'lease', 'redrive', 'allowance'].includes(profile)
      ? tokens.good
      : tokens.bad,
  );
  return {
    id: `event-${step.name}`,
    msisdn: step.isMisspelled ? undefined : msisdn,
    segment: (spell[step.spelling % spell.length] as (canonical: string) => string)(msisdn),
    token: step.hasToken && token ? { ...token, sub: subOf(token, step, profile) } : undefined,
    skipsAuthorizer: profile !== 'auth' && profile !== 'all',
  };
}

/** Where openings are limited, two callers meet. */
function subOf({ sub }: Token, step: Step & { kind: 'ask' }, profile: Profile): string {
  return profile === 'allowance' ? `${sub}-${step.spelling % 2}` : sub;
}

function outage(
  { environment, providers, issuer }: Assembly,
  of: 'sms' | 'email' | 'issuer',
  forMs: number,
): void {
  const set = (isDown: boolean): void =>
    of === 'issuer' ? issuer.setOutage(isDown) : providers.setOutage(of, isDown);
  set(true);
  environment.scheduler.after(forMs, () => set(false));
}

/** A channel is switched by a new deployment; environments of the old one finish what they do. */
function switchChannel(
  { channels, lambda, welcomes }: Assembly,
  channel: 'sms' | 'email',
  isOn: boolean,
): void {
  channels[channel] = isOn;
  lambda.recycle();
  if (!isOn) for (const msisdn of SUBSCRIBERS) welcomes.refused(msisdn, channel);
}

/** Accounts from before: whole ones, ones without the newer attributes, and corrupt ones. */
function seedAccount({ table }: Assembly, msisdn: string, shape: number): void {
  if (table.item(msisdn) !== undefined) return;
  const whole: Item = {
    msisdn: { S: msisdn },
    balance: { N: '250' },
    currency: { S: 'GNF' },
    version: { N: '7' },
  };
  const { currency: _, ...withoutCurrency } = whole;
  const shapes: readonly Item[] = [
    whole,
    { ...whole, openingBalance: { N: '1000' }, welcome: { M: {} } },
    { ...whole, balance: { N: '250.5' } },
    withoutCurrency,
  ];
  table.seed(msisdn, shapes[shape % shapes.length] as Item);
}

function describe({ at: _at, name: _name, ...rest }: Step): string {
  return JSON.stringify(rest);
}
