import { randomUUID } from 'node:crypto';

/** What a person needs to begin. */
export interface ReadyFacts {
  /** The API's address with its stage, such as `http://127.0.0.1:3000/dev`. */
  readonly base: string;
  readonly token: string;
  /** The AWS endpoint, where it is worth showing. */
  readonly awsEndpoint?: string | undefined;
}

/** Numbers without an account at the start. */
const SAMPLE_NUMBER = '224622000001';
const OTHER_NUMBER = '224622000002';

const TRANSFER = {
  amount: '250',
  currency: 'GNF',
  debitParty: [{ key: 'msisdn', value: SAMPLE_NUMBER }],
  creditParty: [{ key: 'msisdn', value: OTHER_NUMBER }],
};

/** JSON inside double quotes, for any shell. */
function quoted(document: object): string {
  return JSON.stringify(document).replaceAll('"', '\\"');
}

/**
 * The line that programs wait for, then what people paste. No colours, nothing before a command: a line that
 * is copied whole works in any shell (double quotes do in Windows' too).
 */
export function readyLines({ base, token, awsEndpoint }: ReadyFacts): string[] {
  const { origin } = new URL(base);
  return [
    `ready ${base}`,
    '',
    'token',
    token,
    '',
    'ask for a balance: the first answer opens the account, the second one shows it',
    `curl -s -H "Authorization: Bearer ${token}" ${base}/get-account-info/msisdn/${SAMPLE_NUMBER}`,
    '',
    'open a second account: paste it until it shows a balance',
    `curl -s -H "Authorization: Bearer ${token}" ${base}/get-account-info/msisdn/${OTHER_NUMBER}`,
    '',
    'then move money: the answer is pending, the SMS tells the rest; the same line pasted again moves nothing again',
    `curl -s -X POST -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -H "X-CorrelationID: ${randomUUID()}" -d "${quoted(TRANSFER)}" ${base}/transactions/type/transfer`,
    '',
    'the messages that were sent',
    `curl -s ${origin}/_local/outbox`,
    '',
    `page for people  ${origin}/_local/`,
    ...(awsEndpoint === undefined ? [] : [`AWS endpoint     ${awsEndpoint}`]),
    '',
  ];
}
