import { type Journal } from '../books/journal.ts';
import { type Outbox } from '../console/outbox.ts';
import { parseSendEmail } from '../engines/ses.ts';
import { type AwsCall } from './aws-call.ts';
import { type AwsEndpointHooks } from './aws-endpoint.ts';
import { functionFaultHooks, type FunctionFaultDependencies } from './function-fault-hooks.ts';
import { rewriteQueueUrls, scaleVisibility, toEngineRoot } from './sqs-patches.ts';

/** What the stack does to every AWS call. */
export interface StackHookDependencies extends FunctionFaultDependencies {
  readonly speed: number;
  readonly endpointUrl: string;
  /** Keeps the e-mails that were accepted, whatever answers for SES. */
  readonly outbox: Pick<Outbox, 'addEmail'>;
  /** Sees every call that an engine accepted. */
  readonly journal: Pick<Journal, 'applied'>;
  readonly record: Required<AwsEndpointHooks>['record'];
}

/** All hooks of the stack, in the order in which a call meets them. */
export function createStackHooks(dependencies: StackHookDependencies): AwsEndpointHooks {
  const { speed, endpointUrl, outbox, journal, record } = dependencies;
  return {
    ...functionFaultHooks(dependencies),
    patchCall: (call) => toEngineRoot(scaleVisibility(call, speed)),
    patchAnswer: (call, answer) => rewriteQueueUrls(call, answer, endpointUrl),
    applied(call, answer) {
      journal.applied(call, answer);
      if (isSentEmail(call) && answer.status === 200)
        outbox.addEmail(parseSendEmail(new URLSearchParams(call.body.toString('utf8'))));
    },
    record,
  };
}

function isSentEmail(call: AwsCall): boolean {
  return call.service === 'ses' && call.protocol === 'query' && call.operation === 'SendEmail';
}
