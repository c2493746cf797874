/** How often something happened. */
export interface Count {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Writes counts into the function's own log, where CloudWatch makes metrics of them: no call, no permission.
 *
 * Straight to standard output, because Lambda's console wraps what it prints when the log format is JSON. Powertools
 * writes the same format, a line for each count; here counts share a line where the format allows it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function writeEmf(counts: readonly Count[]): void {
  const service = process.env['POWERTOOLS_SERVICE_NAME'] || 'service_undefined';
  for (const line of emfLines(counts, service, Date.now())) process.stdout.write(`${line}\n`);
}

/**
 * The lines for some counts. Each count carries the dimension `service`, which keeps two environments in one
 * AWS account apart. A line can hold one value of a dimension, so counts share it when their dimensions are equal;
 * those that have none share the first.
 *
 * @param timestamp epoch milliseconds.
 */
export function emfLines(counts: readonly Count[], service: string, timestamp: number): string[] {
  const keyOf = ({ dimensions }: Count): string => JSON.stringify(dimensions);
  const plain = counts.filter((count) => keyOf(count) === '{}');
  const groups = [...Map.groupBy(counts, keyOf).values()].filter(
    (group) => !plain.includes(group[0] as Count),
  );
  const [first = [], ...others] = groups;
  return [[...plain, ...first], ...others]
    .filter((group) => group.length > 0)
    .map((group) =>
      JSON.stringify({
        _aws: { Timestamp: timestamp, CloudWatchMetrics: group.map(directiveOf) },
        service,
        ...Object.assign(
          {},
          ...group.map(({ name, dimensions, value }) => ({ ...dimensions, [name]: value })),
        ),
      }),
    );
}

function directiveOf({ name, dimensions }: Count) {
  return {
    Namespace: 'fintech-solution',
    Dimensions: [['service', ...Object.keys(dimensions)]],
    Metrics: [{ Name: name, Unit: 'Count' }],
  };
}
