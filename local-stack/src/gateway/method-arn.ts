/** What an `execute-api` ARN is made of besides method and path. */
export interface ApiIdentity {
  readonly region: string;
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
}

/**
 * The ARN of the method that a request asks for, with the path that was really called, not its template.
 *
 * @param path inside the stage, percent-encoded, with its leading slash.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
export function methodArn(api: ApiIdentity, method: string, path: string): string {
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${api.stage}/${method}${path}`;
}

/** The account in an invocation ARN (`…:lambda:REGION:ACCOUNT:function:…`); a made-up one where there is none. */
export function accountOf(invocationUri: string): string {
  return /:lambda:[^:]*:(\d{12}):function:/.exec(invocationUri)?.[1] ?? '000000000000';
}
