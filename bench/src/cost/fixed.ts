import { MANIFEST } from '../../../deployment/manifest.ts';
import type { Usage } from './bill.ts';

const QUEUES = Object.keys(MANIFEST.queues).length;
const FUNCTIONS = Object.keys(MANIFEST.functions).length;

/** An alarm is paid for by the metrics that it watches: dead letters and age of a queue one each, new dead letters two. */
const ALARM_METRICS_PER_QUEUE = 4;
/** Errors and throttles. */
const ALARM_METRICS_PER_FUNCTION = 2;
/**
 * What else `90-observability.tf` watches: six single metrics; the failure ratios of both channels, three each; two of
 * transactions that expired; one each of the schedules that stopped (two), ledger faults, notifications given up,
 * openings refused and near their limit; failed requests of three functions; and the refusals that the authorizer's errors leave out.
 */
const OTHER_ALARM_METRICS = 6 + 2 * 3 + 2 + 6 + 3 + 1;

/**
 * Accounts opened, welcomes sent by two channels, tokens refused for two reasons; transfers accepted and completed, and
 * both customers told; and the ledger verified.
 */
const METRICS_OF_A_NORMAL_MONTH = 5 + 4 + 1;

/**
 * Five pollers a queue, a long poll of twenty seconds each.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const EMPTY_RECEIVES_PER_QUEUE = 5 * ((30 * 24 * 3_600) / 20);

/**
 * What a deployment pays for in a month whatever its traffic, with both channels ON and no domain: two customer keys
 * (the environment's and the alarm topic's, before their first rotation), the alarms, the metrics that are written in a
 * normal month, the dashboard, and the empty receives of the queues that Lambda polls.
 */
export const FIXED_MONTHLY: Usage = {
  kmsKeyMonth: 2,
  alarmMonth: ALARM_METRICS_PER_QUEUE * QUEUES + ALARM_METRICS_PER_FUNCTION * FUNCTIONS + OTHER_ALARM_METRICS,
  metricMonth: METRICS_OF_A_NORMAL_MONTH,
  dashboardMonth: 1,
  sqsRequest: EMPTY_RECEIVES_PER_QUEUE * QUEUES,
};
