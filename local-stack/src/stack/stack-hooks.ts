import { type CallRecorder } from '../audit/call-recorder.ts';
import { type Outbox } from '../observed/outbox.ts';
import { parseSendEmail } from '../emulators/ses.ts';
import { type AwsCall } from '../aws-proxy/aws-call.ts';
import { type AwsProxyHooks } from '../aws-proxy/aws-proxy.ts';
import { functionFaultHooks, type FunctionFaultDependencies } from './function-fault-hooks.ts';
import { rewriteQueueUrls, scaleVisibility, toEmulatorRoot } from '../aws-proxy/sqs-patches.ts';

/** What the stack does to every AWS call. */
export interface StackHookDependencies extends FunctionFaultDependencies {
  readonly speed: number;
  readonly endpointUrl: string;
  /** Keeps the e-mails that were accepted, whatever answers for SES. */
  readonly outbox: Pick<Outbox, 'addEmail'>;
  /** Sees every call that an emulator accepted. */
  readonly recorder: Pick<CallRecorder, 'applied'>;
  readonly record: Required<AwsProxyHooks>['record'];
}

/** All hooks of the stack, in the order in which a call meets them. */
export function createStackHooks(dependencies: StackHookDependencies): AwsProxyHooks {
  const { speed, endpointUrl, outbox, recorder, record } = dependencies;
  return {
    ...functionFaultHooks(dependencies),
    patchCall: (call) => toEmulatorRoot(scaleVisibility(call, speed)),
    patchAnswer: (call, answer) => rewriteQueueUrls(call, answer, endpointUrl),
    applied(call, answer) {
      recorder.applied(call, answer);
      if (isSentEmail(call) && answer.status === 200)
        outbox.addEmail(parseSendEmail(new URLSearchParams(call.body.toString('utf8'))));
    },
    record,
  };
}

function isSentEmail(call: AwsCall): boolean {
  return call.service === 'ses' && call.protocol === 'query' && call.operation === 'SendEmail';
}
