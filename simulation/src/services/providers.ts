import { type SendEmailCommandInput, type SESClient } from '@aws-sdk/client-ses';
import { type SSMClient } from '@aws-sdk/client-ssm';
import type { SendJson } from '../../../lambda-src/adapters/src/https-request.ts';
import type { Acceptance, WelcomeCheck } from '../invariants/welcomes.ts';
import { longestCallMs } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { call, type Caller, type Invocation } from '../environment/call.ts';
import type { FaultKind } from '../core/faults.ts';
import type { Environment } from '../environment/environment.ts';
import { SMS_CALL_MS } from '../../../lambda-src/adapters/src/sms/nimba-sms.ts';
import { AWS_CALL, EMAIL_CALL } from '../../../lambda-src/init-user-account/src/budgets.ts';
import { AWS_FAULTS, awsFailure, sdkError } from '../environment/aws-faults.ts';
import { SUBSCRIBERS } from '../environment/subscribers.ts';

const SMS_CALL = { attemptTimeoutMs: SMS_CALL_MS, attempts: 1 };

/** The SMS provider, the mail service and the parameter that holds the SMS credentials. */
export interface Providers {
  postFor(caller: Caller): SendJson;
  sesFor(caller: Caller): SESClient;
  ssmFor(caller: Caller): SSMClient;
  /** From now on the provider knows new credentials only; the parameter follows `lagMs` later. */
  rotateCredentials(lagMs: number): void;
  setOutage(channel: 'sms' | 'email', isDown: boolean): void;
  /** From now on the provider refuses every message for good, or no longer does. */
  setRefusal(channel: 'sms' | 'email', isRefusing: boolean): void;
}

const PROVIDER_FAULTS: readonly FaultKind[] = [
  'provider-5xx',
  'provider-429',
  'request-lost',
  'reply-lost',
  'slow',
  'drip',
  'reset',
  'accepted-late',
];
/** A provider that hangs does so for all calls of such a span. */
export const HANG_MS = 300_000;

export const PARAMETER_NAME = '/simulated/sms-credentials';

/** What a simulation checks of the messages that reach a provider. */
export interface Readers {
  /** What a message is about: its calls are told apart by it, and a recipient is told of it once. */
  subjectOf(msisdn: string, text: string): string;
  /** An invocation begins to send. */
  begins(by: Invocation): void;
  /** A provider reads a message that it may accept. */
  read(subject: string, channel: 'sms' | 'email', text: string, msisdn: string): void;
}

export function createProviders(
  environment: Environment,
  welcomes: WelcomeCheck,
  readers: Readers,
): Providers {
  const { faults, clock, scheduler, history } = environment;
  const down = { sms: false, email: false };
  const refusing = { sms: false, email: false };
  let generation = 1;
  let stored = 1;
  const attempts = createAttempts(environment);

  /** What the provider says to a message; everything but a yes disturbs the invocation that asked. */
  function judged(
    subject: string,
    channel: 'sms' | 'email',
    by: Invocation,
    text: string,
    msisdn: string,
  ): 'yes' | 'down' | 'no' {
    readers.read(subject, channel, text, msisdn);
    if (down[channel]) {
      by.disturbed.add(subject);
      return 'down';
    }
    if (!refusing[channel] && !faults.strikes('provider-refuses', `${channel} ${subject}`)) return 'yes';
    by.disturbed.add(subject);
    welcomes.refused(subject, channel);
    return 'no';
  }

  const isHanging = (channel: 'sms' | 'email'): boolean =>
    faults.strikes('provider-hangs', `${channel} span ${Math.floor(scheduler.now() / HANG_MS)}`);

  return {
    rotateCredentials(lagMs) {
      generation += 1;
      scheduler.after(lagMs, () => (stored = generation));
    },
    setOutage(channel, isDown) {
      down[channel] = isDown;
    },
    setRefusal(channel, isRefusing) {
      refusing[channel] = isRefusing;
    },

    ssmFor(caller) {
      const send = () => {
        const by = caller.current as Invocation;
        const jumps = attempts.begin(by);
        const credentials = { client_id: 'simulated-client' };
        const reading = call(environment, caller, {
          site: 'ssm GetParameter',
          subject: '',
          budget: AWS_CALL,
          faults: AWS_FAULTS,
          effect: () => ({
            Parameter: {
              Value: JSON.stringify({ ...credentials, client_secret: `simulated-secret-${stored}` }),
            },
          }),
          failure: awsFailure,
        });
        return reading.finally(() => attempts.end(by, jumps));
      };
      return { send } as unknown as SSMClient;
    },

    postFor: (caller) => (_url, headers, body) => {
      const by = caller.current as Invocation;
      const jumps = attempts.begin(by);
      readers.begins(by);
      const givesUpAt = scheduler.now() + longestCallMs(SMS_CALL);
      const { to, message } = JSON.parse(body) as { to: string[]; message: string };
      const msisdn = String(to[0]);
      const subject = readers.subjectOf(msisdn, message);
      let acceptance: Acceptance | undefined;
      const posting = call<number>(environment, caller, {
        site: 'sms post',
        subject,
        budget: SMS_CALL,
        isHanging: isHanging('sms'),
        faults: PROVIDER_FAULTS,
        effect() {
          const basic = `simulated-client:simulated-secret-${generation}`;
          if (headers['Authorization'] !== `Basic ${Buffer.from(basic).toString('base64')}`) {
            by.disturbed.add(subject);
            return 401;
          }
          const verdict = judged(subject, 'sms', by, message, msisdn);
          if (verdict !== 'yes') return verdict === 'no' ? 400 : 503;
          history.note(() => `the SMS to ${subject} is accepted, sent by ${by.name}`);
          acceptance = welcomes.accepted(subject, 'sms', by, jumps, scheduler.now() > givesUpAt);
          return 201;
        },
        failure(kind) {
          if (acceptance !== undefined) acceptance.isUnknown = true;
          return kind === 'provider-5xx' ? 503 : kind === 'provider-429' ? 429 : awsFailure(kind);
        },
      });
      return posting
        .catch((failure: unknown) => {
          if (typeof failure === 'number') return failure;
          throw failure;
        })
        .finally(() => attempts.end(by, jumps));
    },

    sesFor(caller) {
      const send = ({ input: { Message } }: { readonly input: Partial<SendEmailCommandInput> }) => {
        const by = caller.current as Invocation;
        readers.begins(by);
        const givesUpAt = scheduler.now() + longestCallMs(EMAIL_CALL);
        const jumps = clock.jumpsForward;
        const masked = /\d{3}\*+\d{2}/.exec(Message?.Subject?.Data ?? '')?.[0] ?? '';
        const msisdn =
          SUBSCRIBERS.find((one) => `${one.slice(0, 3)}*******${one.slice(-2)}` === masked) ?? masked;
        let acceptance: Acceptance | undefined;
        return call(environment, caller, {
          site: 'ses SendEmail',
          subject: msisdn,
          budget: EMAIL_CALL,
          isHanging: isHanging('email'),
          faults: PROVIDER_FAULTS,
          effect() {
            const verdict = judged(msisdn, 'email', by, Message?.Body?.Text?.Data ?? '', msisdn);
            if (verdict === 'no') throw sdkError('MessageRejected', 'client', 400);
            if (verdict === 'down') throw sdkError('AccountSendingPausedException', 'client', 400);
            history.note(() => `the e-mail about ${msisdn} is accepted, sent by ${by.name}`);
            acceptance = welcomes.accepted(msisdn, 'email', by, jumps, scheduler.now() > givesUpAt);
            return { MessageId: 'm' };
          },
          failure(kind) {
            if (acceptance !== undefined) acceptance.isUnknown = true;
            if (kind === 'provider-5xx') return sdkError('InternalFailure', 'server', 500);
            return kind === 'provider-429' ? sdkError('Throttling', 'client', 400) : awsFailure(kind);
          },
        });
      };
      return { send } as unknown as SESClient;
    },
  };
}

/**
 * Tells how often the clock had jumped when an attempt began. Reading the credentials, sending, and both again after
 * a refused login are one attempt: each begins at the instant at which the one before it ended.
 */
export function createAttempts({ clock, scheduler }: Environment) {
  const ended = new WeakMap<Invocation, { readonly at: number; readonly jumps: number }>();
  return {
    begin(by: Invocation): number {
      const last = ended.get(by);
      return last?.at === scheduler.now() ? last.jumps : clock.jumpsForward;
    },
    end(by: Invocation, jumps: number): void {
      ended.set(by, { at: scheduler.now(), jumps });
    },
  };
}
