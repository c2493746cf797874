import { redactText } from '@fintech-solution/domain/redaction';
import { BACKGROUND_FUNCTIONS } from '../../../deployment/manifest.ts';
import type { Audit } from '../audit/audit.ts';
import { type AuditContext, auditLines } from '../audit/audit-report.ts';
import type { RequestSummary } from '../gateway/request-summary.ts';
import type { FunctionLogLine, InvocationReport } from '../runtime/invocation.ts';
import { readLogDocument, readLogEntry } from './log-entry.ts';
import { createLogGroups } from './log-groups.ts';
import { formatLogEntry } from './log-line.ts';
import { type ReadyFacts, readyLines } from './ready-lines.ts';
import { formatReport } from './report-line.ts';
import { formatRequest } from './request-line.ts';
import { createPaint, harmless } from './styling.ts';

/** Everything that the running stack says. */
export interface Terminal {
  request(summary: RequestSummary): void;
  functionLog(line: FunctionLogLine): void;
  report(report: InvocationReport): void;
  /** A sentence of the stack itself. */
  note(text: string): void;
  /** Said once, when requests are answered. */
  ready(facts: ReadyFacts): void;
  /** Said once, at the end: what was injected, and what the audit finds. */
  audit(audit: Audit, context: AuditContext): void;
  /** Prints what still waits for its request. */
  close(): void;
}

/** Where to write, and how. */
export interface TerminalOptions {
  readonly out: { write(text: string): unknown };
  /** One JSON document per line, for machines. */
  readonly json: boolean;
  readonly colour: boolean;
  readonly clock: () => Date;
  /** A timer that does not keep the process alive. */
  readonly later?: (callback: () => void, ms: number) => void;
}

/** A terminal for machines or for people. */
export function createTerminal(options: TerminalOptions): Terminal {
  return options.json ? createJsonTerminal(options) : createTextTerminal(options);
}

function createJsonTerminal({ out, clock }: TerminalOptions): Terminal {
  const write = (type: string, document: object): void =>
    void out.write(`${JSON.stringify({ time: clock().toISOString(), type, ...document })}\n`);
  return {
    request: (summary) => write('request', { ...summary, path: redactText(summary.path) }),
    functionLog: ({ line, ...source }) => write('log', { ...source, entry: readLogDocument(line) }),
    report: (report) => write('report', report),
    note: (text) => write('note', { text: redactText(text) }),
    ready: (facts) => write('ready', facts),
    audit: (audit, context) => write('audit', { ...context, ...audit }),
    close: () => undefined,
  };
}

function createTextTerminal({ out, clock, colour, ...options }: TerminalOptions): Terminal {
  const { later = laterUnref } = options;
  const paint = createPaint(colour);
  const print = (lines: readonly string[]): void =>
    void (lines.length > 0 && out.write(`${lines.join('\n')}\n`));
  const groups = createLogGroups<Paragraph>(
    (paragraphs) => print(paragraphs.flatMap(({ lines }) => lines)),
    later,
  );
  const place = (functionName: string, requestId: string | undefined, paragraph: Paragraph): void => {
    // The lines of a function that no request waits for are shown as they come.
    if (requestId === undefined || inBackground.has(functionName)) print(paragraph.lines);
    else groups.add(requestId, paragraph);
  };
  return {
    request(summary) {
      const beneath = groups.claim((id, paragraphs) => belongsTo(summary, id, paragraphs));
      print([formatRequest(summary, clock(), paint), ...beneath.flatMap(({ lines }) => lines)]);
    },
    functionLog({ functionName, requestId, line }) {
      const entry = readLogEntry(line);
      const correlationId = entry.kind === 'structured' ? entry.fields['correlationId'] : undefined;
      place(functionName, requestId, { lines: formatLogEntry(entry, functionName, paint), correlationId });
    },
    report(report) {
      const lines = formatReport(report, paint);
      if (lines.length > 0) place(report.functionName, report.requestId, { lines, correlationId: undefined });
    },
    note: (text) => print([paint('dim', `          ${harmless(redactText(text))}`)]),
    ready: (facts) => print(readyLines(facts)),
    audit: (audit, context) => print(['', 'audit of this session', ...auditLines(audit, context)]),
    close: groups.flush,
  };
}

const inBackground = new Set<string>(BACKGROUND_FUNCTIONS);

/** What one log entry or report looks like, and the request it names. */
interface Paragraph {
  readonly lines: readonly string[];
  readonly correlationId: unknown;
}

/** By the invocation's id, or by the correlation id in its log, which is the request's unless the caller chose one. */
function belongsTo(summary: RequestSummary, invocationId: string, paragraphs: readonly Paragraph[]): boolean {
  if (invocationId === summary.functionRequestId || invocationId === summary.authorizerRequestId) return true;
  return paragraphs.some(({ correlationId }) => correlationId === summary.requestId);
}

function laterUnref(callback: () => void, ms: number): void {
  setTimeout(callback, ms).unref();
}
