// What IAM is asked when a function makes a call: action, resources, and what conditions look at.

/** One request per resource that AWS checks, for a call `{ service, action, text }`; throws on a call that is not known. */
export function iamRequests(call, { region, accountId }) {
  const arn = (service, resource) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const body =
    call.service === 'ses'
      ? Object.fromEntries(new URLSearchParams(call.text))
      : JSON.parse(call.text || '{}');
  switch (call.service) {
    case 'dynamodb':
      return [{ action: `dynamodb:${call.action}`, resource: arn('dynamodb', `table/${body.TableName}`) }];
    case 'sqs':
      // A batch needs the right of the single operation.
      return [
        {
          action: `sqs:${call.action.replace(/Batch$/, '')}`,
          resource: arn('sqs', body.QueueUrl.split('/').at(-1)),
        },
      ];
    case 'ssm':
      return [{ action: `ssm:${call.action}`, resource: arn('ssm', `parameter${body.Name}`) }];
    case 'ses':
      return emailRequests(call.action, body, arn);
    default:
      throw new Error(`no function is known to call ${call.service}:${call.action}`);
  }
}

/** The sender's identity and the configuration set; https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html */
function emailRequests(action, body, arn) {
  const from = body.Source;
  const context = { 'ses:FromAddress': from };
  const domain = from.split('@')[1];
  return [
    {
      action: `ses:${action}`,
      resource: [arn('ses', `identity/${from}`), arn('ses', `identity/${domain}`)],
      context,
    },
    ...(body.ConfigurationSetName
      ? [
          {
            action: `ses:${action}`,
            resource: [arn('ses', `configuration-set/${body.ConfigurationSetName}`)],
            context,
          },
        ]
      : []),
  ];
}

/** Rights that AWS itself uses on a function's behalf: no call of ours shows them. Each with why it is needed. */
export const ON_BEHALF = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    because: 'Lambda writes the function’s log with its role',
  },
  {
    action: /^xray:Put(TraceSegments|TelemetryRecords)$/,
    because: 'Lambda sends the traces with the function’s role',
  },
  { action: /^kms:(Decrypt|GenerateDataKey)$/, because: 'DynamoDB, SQS and SSM use the key for the caller' },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    because: 'the event source mapping polls with the function’s role',
  },
  {
    action: /^ses:SendEmail$/,
    resource: /:identity\//,
    because: 'in an SES sandbox the recipient’s identity is checked too',
  },
];

/** Rights that only failing stories use; those are told on the laptop, because moto's queue times redeliveries its own way. */
export const WHEN_SOMETHING_FAILS = [
  { action: /^sqs:ChangeMessageVisibility$/, because: 'a failed record waits longer each time' },
  {
    action: /^sqs:SendMessage$/,
    resource: /-dlq$/,
    because: 'what is not ours, or was refused for good, is parked',
  },
];
