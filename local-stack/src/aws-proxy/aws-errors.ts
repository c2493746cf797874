import { type AwsAnswer, type AwsCall } from './aws-call.ts';

/** An error in the shape of the caller's protocol, so that an SDK names it instead of choking on it. */
export function awsError(
  call: Pick<AwsCall, 'protocol' | 'service'>,
  status: number,
  code: string,
  message: string,
): AwsAnswer {
  const sender = status < 500;
  if (call.protocol === 'query') {
    return xml(
      status,
      `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${sender ? 'Sender' : 'Receiver'}</Type>` +
        `<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
    );
  }
  return {
    status,
    headers: {
      'content-type':
        call.service === 'ssm' || call.service === 'kms'
          ? 'application/x-amz-json-1.1'
          : 'application/x-amz-json-1.0',
      'x-amzn-errortype': code,
      // SQS moved from Query to JSON; its SDKs read the old error code from here.
      ...(call.service === 'sqs'
        ? { 'x-amzn-query-error': `${code};${sender ? 'Sender' : 'Receiver'}` }
        : {}),
    },
    body: Buffer.from(JSON.stringify({ __type: code, message })),
  };
}

/** What a service says while it is down: a server error that every SDK retries. */
export function serviceDown(call: AwsCall): AwsAnswer {
  const code =
    call.service === 'dynamodb' || call.service === 'ssm' ? 'InternalServerError' : 'ServiceUnavailable';
  return awsError(
    call,
    call.service === 'dynamodb' || call.service === 'ssm' ? 500 : 503,
    code,
    'Injected fault: the service is down.',
  );
}

/** An answer of the Query protocol. */
export function xml(status: number, document: string): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(`<?xml version="1.0"?>${document}`),
  };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
