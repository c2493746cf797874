import type { Usage } from './bill.ts';

/**
 * What a deployment pays for in a month whatever its traffic, with both channels ON and no domain: one customer key
 * (05 to 07 of the Terraform module share it; before its first rotation), the alarms of 10-observability.tf, each paid
 * for by the metrics that it watches (thirteen watch one, the failure ratio of either channel three), the metrics that
 * are written in a normal month (accounts opened, welcomes sent by two channels, tokens refused for two reasons), the dashboard, and
 * the empty receives of a queue that Lambda polls: five pollers, a long poll of twenty seconds each.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const FIXED_MONTHLY: Usage = {
  kmsKeyMonth: 1,
  alarmMonth: 13 + 2 * 3,
  metricMonth: 5,
  dashboardMonth: 1,
  sqsRequest: 5 * ((30 * 24 * 3_600) / 20),
};
