import { type CallRecorder } from '../audit/call-recorder.ts';
import { type AwsCall, isFunctionCall } from '../aws-proxy/aws-call.ts';
import { serviceDown } from '../aws-proxy/aws-errors.ts';
import { type AwsProxyHooks } from '../aws-proxy/aws-proxy.ts';
import { rewriteQueueUrls, scaleVisibility, toEmulatorRoot } from '../aws-proxy/sqs-patches.ts';
import { parseSendEmail } from '../emulators/ses.ts';
import { type FaultyService } from '../faults/fault-settings.ts';
import { type Faults } from '../faults/faults.ts';
import { type CallFault, decideFault, HANG_MS, SLOW_MS } from '../faults/service-faults.ts';
import { type Outbox } from '../observed/outbox.ts';
import { withConflict } from './transaction-conflicts.ts';

/** What {@link functionFaultHooks} needs from outside. */
export interface FunctionFaultDependencies {
  readonly faults: Faults;
  /** Kills the execution environment that signs with this key. */
  readonly crashByAccessKey: (accessKeyId: string) => boolean;
  /** Resolves after the time, or as soon as the caller gives up. */
  readonly sleep: (ms: number, gaveUp: AbortSignal) => Promise<void>;
}

/** What the stack does to every AWS call. */
export interface StackHookDependencies extends FunctionFaultDependencies {
  readonly speed: number;
  readonly endpointUrl: string;
  /** Keeps the e-mails that were accepted, whatever answers for SES. */
  readonly outbox: Pick<Outbox, 'addEmail'>;
  /** Sees every call that took effect. */
  readonly recorder: Pick<CallRecorder, 'applied'>;
  readonly record: Required<AwsProxyHooks>['record'];
}

/** All hooks of the stack, in the order in which a call meets them. */
export function createStackHooks(dependencies: StackHookDependencies): AwsProxyHooks {
  const { speed, endpointUrl, outbox, recorder, record } = dependencies;
  return {
    ...functionFaultHooks(dependencies),
    patchCall: (call) => withConflict(toEmulatorRoot(scaleVisibility(call, speed)), dependencies.faults),
    patchAnswer: (call, answer) => rewriteQueueUrls(call, answer, endpointUrl),
    applied(call, answer) {
      recorder.applied(call, answer);
      if (isSentEmail(call) && answer.status === 200)
        outbox.addEmail(parseSendEmail(new URLSearchParams(call.body.toString('utf8'))));
    },
    record,
  };
}

const SERVICES: Readonly<Record<string, FaultyService>> = {
  dynamodb: 'dynamodb',
  sqs: 'sqs',
  ssm: 'ssm',
  ses: 'email',
};
const WRITES = /^(Put|Update|Delete|Send|Change|BatchWrite|TransactWrite)/;

/** Makes the AWS services fail, hang or answer late, and kills callers after their writes, as the fault settings say. */
export function functionFaultHooks({
  faults,
  crashByAccessKey,
  sleep,
}: FunctionFaultDependencies): Required<Pick<AwsProxyHooks, 'before' | 'after'>> {
  const decided = new WeakMap<AwsCall, CallFault>();
  return {
    async before(call, gaveUp) {
      if (!isFunctionCall(call)) return undefined;
      const service = SERVICES[call.service];
      const fault = decideFault(
        faults,
        service,
        `${service ?? call.service}.${call.operation}`,
        WRITES.test(call.operation),
      );
      decided.set(call, fault);
      if (fault.before === 'fail') return serviceDown(call);
      if (fault.before === 'slow') await sleep(SLOW_MS, gaveUp);
      if (fault.before !== 'timeout') return undefined;
      await sleep(HANG_MS, gaveUp);
      return 'drop';
    },
    after(call, answer) {
      const after = decided.get(call)?.after;
      // A refused write changed nothing, so there is no effect to crash behind.
      if (after === undefined || after === 'none' || answer.status >= 300) return answer;
      if (after === 'fail') return serviceDown(call);
      crashByAccessKey(call.accessKeyId ?? '');
      return 'drop';
    },
  };
}

function isSentEmail(call: AwsCall): boolean {
  return call.service === 'ses' && call.protocol === 'query' && call.operation === 'SendEmail';
}
