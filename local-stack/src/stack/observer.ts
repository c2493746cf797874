import { type Events } from '../observed/events.ts';
import { type RefusalReasons } from '../console/page/refusal-reasons.ts';
import { type RequestSummary } from '../gateway/request-summary.ts';
import { type FunctionLogLine, type InvocationReport } from '../runtime/function-host.ts';

/** Shows what happens, as it happens. */
export interface StackObserver {
  request(summary: RequestSummary): void;
  functionLog(line: FunctionLogLine): void;
  report(report: InvocationReport): void;
  /** A sentence for the operator. */
  note(sentence: string): void;
}

/** An observer that also emits events for the page, and keeps why tokens are refused. */
export function withEvents(terminal: StackObserver, events: Events, reasons: RefusalReasons): StackObserver {
  return {
    request(summary) {
      terminal.request(summary);
      const { method, path, status, durationMs, coldStart, authorizer } = summary;
      const cold = coldStart === undefined ? {} : { coldStart };
      events.emit({ type: 'request', method, path, status, durationMs, authorizer, ...cold });
    },
    functionLog(line) {
      reasons.note(line);
      terminal.functionLog(line);
    },
    report(report) {
      terminal.report(report);
      const { functionName: name, outcome, durationMs, coldStart } = report;
      events.emit({ type: 'function', name, outcome, durationMs, coldStart });
    },
    note: terminal.note,
  };
}
