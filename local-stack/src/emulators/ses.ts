import { createServer } from 'node:http';
import { type AwsAnswer } from '../aws-proxy/aws-call.ts';
import { awsError, xml } from '../aws-proxy/aws-errors.ts';
import { readBody } from '../http/body.ts';
import { listen, type Listening } from '../http/listen.ts';

/** An e-mail as its sender handed it to SES. */
export interface SentEmail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly configurationSet: string | undefined;
}

/** Made-up identifiers, one per message. */
export type NextId = () => string;

/**
 * SES version 1 in a few lines: it accepts, validates and forgets; the outbox keeps what passed.
 *
 * aws-ses-v2-local was measured and left out: 0.3 s of start-up (express, nodemailer, mailparser, zod), only the
 * first recipient survives its schema, it drops the configuration set, its errors are JSON that no SES client
 * understands, and every version 1 action but two is never answered.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
export function answerSes(form: URLSearchParams, nextId: NextId): AwsAnswer {
  const action = form.get('Action') ?? '';
  switch (action) {
    case 'SendEmail': {
      const fault = faultOf(parseSendEmail(form));
      return fault ? refuse(fault.code, fault.message) : result(action, `<MessageId>${nextId()}</MessageId>`);
    }
    case 'VerifyEmailIdentity':
      return result(action, '');
    case 'GetSendQuota':
      return result(
        action,
        '<Max24HourSend>200.0</Max24HourSend><MaxSendRate>1.0</MaxSendRate><SentLast24Hours>0.0</SentLast24Hours>',
      );
    default:
      return refuse(
        'InvalidAction',
        `The local SES has no ${action || 'action of that name'}; it has SendEmail, VerifyEmailIdentity, GetSendQuota.`,
      );
  }
}

/** The e-mail in a `SendEmail` form; nothing is judged here. */
export function parseSendEmail(form: URLSearchParams): SentEmail {
  const part = (name: string): string | undefined => form.get(name) ?? undefined;
  return {
    to: [...form]
      .filter(([name]) => /^Destination\.(To|Cc|Bcc)Addresses\.member\.\d+$/.test(name))
      .map(([, address]) => address),
    from: part('Source') ?? '',
    subject: part('Message.Subject.Data') ?? '',
    html: part('Message.Body.Html.Data'),
    text: part('Message.Body.Text.Data'),
    configurationSet: part('ConfigurationSetName'),
  };
}

/** Serves SES over HTTP, where the AWS endpoint finds it. */
export function startSes(nextId: NextId): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      void readBody(request).then((body) => {
        const answer = answerSes(new URLSearchParams(body.toString('utf8')), nextId);
        response.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.body);
      });
    }),
  );
}

const ADDRESS = /^(?:[^<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/;

function faultOf(email: SentEmail): { code: string; message: string } | undefined {
  if (!ADDRESS.test(email.from))
    return { code: 'InvalidParameterValue', message: 'Missing or malformed Source.' };
  if (email.to.length === 0) return { code: 'InvalidParameterValue', message: 'Missing destination.' };
  if (email.to.length > 50) return { code: 'MessageRejected', message: 'Recipient count exceeds 50.' };
  if (!email.to.every((address) => ADDRESS.test(address)))
    return { code: 'InvalidParameterValue', message: 'Malformed destination address.' };
  if (email.html === undefined && email.text === undefined)
    return { code: 'InvalidParameterValue', message: 'Message must have a body.' };
  return undefined;
}

function result(action: string, inner: string): AwsAnswer {
  return xml(
    200,
    `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${action}Response>`,
  );
}

function refuse(code: string, message: string): AwsAnswer {
  return awsError({ protocol: 'query', service: 'ses' }, 400, code, message);
}
