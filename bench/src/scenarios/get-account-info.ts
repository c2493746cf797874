import { msisdnOf, numbered, repeated } from '../samples/numbers.ts';
import { NO_COMPRESSION } from '../counters/forbidden.ts';
import { toLowerBound, toReference, warmP50 } from '../variants/figures.ts';
import { lowerBound, sample } from '../variants/samples.ts';
import type { FunctionScenario } from './function-scenario.ts';

export const scenario: FunctionScenario = {
  title: 'read',
  settings: () => ({}),
  firstEvents: () => readEvents(1, 'open'),
  targets: { zip: 0.45, importCpu: 0.55, cold: 0.48, firstCall: 0.08 },
  samples({ ours, reference }) {
    const reads = repeated(readEvents(400, 'open'), 5);
    return [
      sample('warm read ours', ours, reads, { warmUps: 1_000 }),
      lowerBound('warm read lower bound', 'get-item.mjs', reads, { warmUps: 1_000 }),
      sample('warm read reference', reference, reads.slice(0, 61), { warmUps: 30 }),
    ];
  },
  figures: [
    { name: 'warm read, p50', ...toLowerBound('warm read'), of: warmP50, target: 2.35 },
    { name: 'warm read, p50', ...toReference('warm read'), of: warmP50 },
  ],
  counters: [
    { name: 'open account', events: (_, count) => readEvents(count, 'open') },
    { name: 'first visit', events: (_, count) => readEvents(count, 'absent') },
    { name: 'refused', events: (_, count) => numbered(count).map(() => readEvent('not-a-number')) },
  ],
  billed: {
    read: (_, count) => readEvents(count, 'open'),
    firstVisit: (_, count) => readEvents(count, 'absent'),
  },
  forbiddenAtInit: [NO_COMPRESSION],
  load: { pathOf: (msisdn) => `/get-account-info/msisdn/${msisdn}` },
};

/** Reads of accounts that the AWS double has, or that it does not have. */
function readEvents(count: number, kind: 'open' | 'absent'): object[] {
  return numbered(count).map((index) => readEvent(msisdnOf(2 * index + (kind === 'open' ? 0 : 1))));
}

function readEvent(msisdn: string): object {
  const path = `/get-account-info/msisdn/${msisdn}`;
  return {
    resource: '/get-account-info/msisdn/{msisdn}',
    path,
    httpMethod: 'GET',
    headers: {
      Accept: 'application/json',
      Authorization: 'Bearer …',
      Host: 'a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com',
      'User-Agent': 'okhttp/4.12.0',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
      'X-Forwarded-For': '203.0.113.7',
    },
    pathParameters: { msisdn },
    queryStringParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: '0c1e2f7a-1d0b-4a7e-9d4b-aaaaaaaaaaaa',
      extendedRequestId: 'ExtendedRequestId=',
      stage: 'prod',
      path: `/prod${path}`,
      authorizer: {
        principalId: 'client@clients',
        sub: 'client@clients',
        exp: '4102444800',
        scope: 'read:account',
      },
    },
    body: null,
    isBase64Encoded: false,
  };
}
