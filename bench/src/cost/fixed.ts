import type { Usage } from './bill.ts';

/**
 * What a deployment pays for in a month whatever its traffic, with both channels ON and no domain: two customer keys
 * (the environment's and the alarm topic's, before their first rotation), the alarms of 90-observability.tf, each paid
 * for by the metrics that it watches (fourteen watch one, new dead letters two, the failure ratio of either channel three), the metrics that
 * are written in a normal month (accounts opened, welcomes sent by two channels, tokens refused for two reasons), the dashboard, and
 * the empty receives of a queue that Lambda polls: five pollers, a long poll of twenty seconds each.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const FIXED_MONTHLY: Usage = {
  kmsKeyMonth: 2,
  alarmMonth: 14 + 2 + 2 * 3,
  metricMonth: 5,
  dashboardMonth: 1,
  sqsRequest: 5 * ((30 * 24 * 3_600) / 20),
};
