/** Lines and bytes of application log, and bytes of metrics: CloudWatch bills both by the byte. */
export function written(output: string): Record<string, number> {
  const lines = output.split('\n').filter((line) => line !== '');
  const isMetric = (line: string): boolean => line.startsWith('{"_aws"');
  const logs = lines.filter((line) => !isMetric(line));
  const bytes = (some: readonly string[]): number =>
    some.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return {
    'log lines': logs.length,
    'log bytes': bytes(logs),
    'metric bytes': bytes(lines.filter(isMetric)),
  };
}
