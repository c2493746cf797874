import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The counters that alarms and the dashboard read; each is a CloudWatch metric of this name. */
export type MetricName =
  | 'AccountOpened'
  | 'WelcomeSent'
  | 'WelcomeFailed'
  | 'WelcomeGivenUp'
  | 'EventParked'
  | 'TokenRefused'
  | 'JwksFailure';

/** Counts one occurrence of a business event, by closed dimensions (never a number, never a token). */
export interface MetricCounter {
  count(name: MetricName, dimensions?: Readonly<Record<string, string>>): void;
}

/**
 * Metrics as Embedded Metric Format lines in the function's own log: no API call, no permission.
 * Each count is its own line, because its dimensions are its own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(): MetricCounter {
  const metrics = new Metrics({ namespace: 'fintech-solution' });
  return {
    count(name, dimensions = {}) {
      const single = metrics.singleMetric();
      for (const [dimension, value] of Object.entries(dimensions)) single.addDimension(dimension, value);
      single.addMetric(name, MetricUnit.Count, 1);
    },
  };
}
