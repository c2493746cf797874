import { redact, redactText } from '@fintech-solution/domain/redaction';

/** One line of a function's log, as it is understood. */
export type LogEntry =
  | {
      readonly kind: 'structured';
      readonly level: string;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'metrics';
      readonly metrics: ReadonlyArray<{ readonly name: string; readonly value: unknown }>;
      readonly dimensions: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'text'; readonly text: string };

/** What every line of a function repeats and no reader of a terminal needs. */
const REPEATED = new Set([
  'level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'requestId', 'cold_start',
  'function_arn', 'function_memory_size', 'function_name', 'function_request_id', 'logLevel',
]); // prettier-ignore

/**
 * Reads a line: Powertools' JSON (https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/), a
 * metric document (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
 * or plain text. All of it redacted, because a library's own output has not passed through our log.
 */
export function readLogEntry(line: string): LogEntry {
  const document = parseObject(line);
  if (document === undefined) return { kind: 'text', text: redactText(line) };
  const safe = redact(document) as Record<string, unknown>;
  const metrics = readMetrics(safe);
  if (metrics !== undefined) return metrics;
  if (typeof safe['level'] !== 'string') return { kind: 'text', text: JSON.stringify(safe) };
  const fields = Object.fromEntries(Object.entries(safe).filter(([name]) => !REPEATED.has(name)));
  return { kind: 'structured', level: safe['level'], message: String(safe['message'] ?? ''), fields };
}

/** The whole line for machines: an object where it is JSON, text otherwise; redacted. */
export function readLogDocument(line: string): unknown {
  const document = parseObject(line);
  return document === undefined ? redactText(line) : redact(document);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

interface MetricDirective {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: ReadonlyArray<{ readonly Name: string }>;
}

/** Undefined for anything that is not a metric document, also for one that only looks like it. */
function readMetrics(document: Record<string, unknown>): LogEntry | undefined {
  try {
    const { CloudWatchMetrics } = document['_aws'] as { CloudWatchMetrics: readonly MetricDirective[] };
    const names = CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
    const dimensions = CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat());
    return {
      kind: 'metrics',
      metrics: names.map((name) => ({ name, value: document[name] })),
      dimensions: Object.fromEntries(
        dimensions.filter((name) => name !== 'service').map((name) => [name, document[name]]),
      ),
    };
  } catch {
    return undefined;
  }
}
