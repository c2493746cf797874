// What moto's server lacks or gets wrong, and what the proxy says in its place. Nothing leaves the Terraform to please
// moto. Each gap has a `probe`: what shows it against moto alone; the deploy test fails once a probe no longer does,
// because then the gap has closed and its entry must go.
import { eventSourceMapping } from './gap-event-source-mapping.mjs';
import { messageMoveTasks } from './gap-message-moves.mjs';

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/** Saved Logs Insights queries: put, listed and deleted here. */
const queryDefinitions = {
  id: 'logs-query-definitions',
  lacks: 'has no PutQueryDefinition, and the provider repeats it for minutes',
  matches: ({ service, action }) => service === 'logs' && /QueryDefinitions?$/.test(action),
  answer({ action, text }, memory) {
    const saved = memory.get('queries') ?? memory.set('queries', new Map()).get('queries');
    const { queryDefinitionId, queryDefinitionNamePrefix = '', ...definition } = JSON.parse(text || '{}');
    const id = queryDefinitionId ?? `00000000-0000-4000-8000-${String(saved.size + 1).padStart(12, '0')}`;
    if (action === 'PutQueryDefinition')
      saved.set(id, { queryDefinitionId: id, lastModified: 0, ...definition });
    if (action === 'DeleteQueryDefinition')
      return { status: 200, headers: JSON_1_1, body: JSON.stringify({ success: saved.delete(id) }) };
    const found = [...saved.values()].filter(({ name }) => name.startsWith(queryDefinitionNamePrefix));
    return {
      status: 200,
      headers: JSON_1_1,
      body: JSON.stringify(
        action === 'PutQueryDefinition' ? { queryDefinitionId: id } : { queryDefinitions: found },
      ),
    };
  },
};

/** The TLS requirement of an SES configuration set: kept here, and added to what moto describes. */
const deliveryOptions = {
  id: 'ses-delivery-options',
  lacks: 'has no PutConfigurationSetDeliveryOptions, and describes no DeliveryOptions',
  matches: ({ service, action }) => service === 'ses' && /ConfigurationSet(DeliveryOptions)?$/.test(action),
  answer({ action, text }, memory) {
    const form = new URLSearchParams(text);
    if (action !== 'PutConfigurationSetDeliveryOptions') return undefined;
    memory.set(`tls ${form.get('ConfigurationSetName')}`, form.get('DeliveryOptions.TlsPolicy'));
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: sesAnswer(action, '') };
  },
  amend({ action, text }, response, memory) {
    const policy = memory.get(`tls ${new URLSearchParams(text).get('ConfigurationSetName')}`);
    if (action !== 'DescribeConfigurationSet' || response.status !== 200 || !policy) return response;
    const options = `<DeliveryOptions><TlsPolicy>${policy}</TlsPolicy></DeliveryOptions><ReputationOptions><ReputationMetricsEnabled>true</ReputationMetricsEnabled><SendingEnabled>true</SendingEnabled></ReputationOptions>`;
    return {
      ...response,
      headers: withoutLength(response.headers),
      body: response.body
        .toString()
        .replace('</DescribeConfigurationSetResult>', `${options}</DescribeConfigurationSetResult>`),
    };
  },
};

/** The redrive policies of a queue, as they were put: by queue name, because the address holds this proxy's port. */
const queueAttributes = {
  id: 'sqs-redrive-policies',
  lacks: 'forgets RedriveAllowPolicy, and gives RedrivePolicy back with its count as another type',
  matches: ({ service, action }) =>
    service === 'sqs' &&
    ['CreateQueue', 'SetQueueAttributes', 'GetQueueAttributes', 'DeleteQueue'].includes(action),
  amend({ action, text }, response, memory) {
    const { QueueName, QueueUrl, Attributes = {} } = JSON.parse(text || '{}');
    const key = `queue ${QueueName ?? QueueUrl?.split('/').at(-1)}`;
    const kept = Object.fromEntries(
      Object.entries(Attributes).filter(([name]) => /^Redrive(Allow)?Policy$/.test(name)),
    );
    if (action === 'DeleteQueue') memory.delete(key);
    else if (action !== 'GetQueueAttributes') memory.set(key, { ...memory.get(key), ...kept });
    if (action !== 'GetQueueAttributes' || response.status !== 200) return response;
    const answer = JSON.parse(response.body.toString());
    const body = JSON.stringify({ ...answer, Attributes: { ...answer.Attributes, ...memory.get(key) } });
    return { ...response, headers: withoutLength(response.headers), body };
  },
};

/** A function's key and log settings, as they were put. */
const functionSettings = {
  id: 'lambda-key-and-logging',
  lacks: 'forgets KMSKeyArn and LoggingConfig',
  matches: ({ service, url }) =>
    service === 'lambda' && /^\/2015-03-31\/functions(\/[^/?]+(\/configuration)?)?\/?(\?|$)/.test(url),
  amend({ method, url, text }, response, memory) {
    const put = method === 'POST' || method === 'PUT' ? JSON.parse(text || '{}') : {};
    const name = decodeURIComponent(/functions\/([^/?]+)/.exec(url)?.[1] ?? put.FunctionName ?? '')
      .split(':function:')
      .at(-1);
    const key = `function ${name}`;
    const kept = Object.fromEntries(
      Object.entries(put).filter(([field]) => field === 'KMSKeyArn' || field === 'LoggingConfig'),
    );
    if (Object.keys(kept).length > 0) memory.set(key, { ...memory.get(key), ...kept });
    if (response.status >= 300 || !memory.has(key) || method === 'DELETE') return response;
    const answer = JSON.parse(response.body.toString());
    if (answer.Configuration) Object.assign(answer.Configuration, memory.get(key));
    else Object.assign(answer, memory.get(key));
    return { ...response, headers: withoutLength(response.headers), body: JSON.stringify(answer) };
  },
};

/** Two transactions at once: the one that is cancelled would take back what the other one wrote. */
const tableCalls = {
  id: 'dynamodb-transactions',
  lacks: 'puts whole tables back where a transaction is cancelled, whatever was written meanwhile',
  matches: ({ service }) => service === 'dynamodb',
  inTurn: true,
};

/**
 * The authorizers of an API, and API Gateway's own test of one: the deployed function is really called, in the local host
 * that was started from the deployment (authorizer-stub.ts), once the test has said where that is.
 */
const authorizers = {
  id: 'apigateway-authorizers',
  lacks: 'takes no authorizer from an OpenAPI body, and has no TestInvokeAuthorizer',
  matches: ({ service, url }) =>
    service === 'apigateway' && /^\/restapis\/[^/]+\/authorizers(\/[^/?]+)?(\?|$)/.test(url),
  async answer({ method, text }, memory) {
    const stub = memory.get('authorizer stub');
    if (!stub) return undefined;
    const answer = await fetch(stub, method === 'GET' ? {} : { method, body: text });
    return {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
      body: await answer.text(),
    };
  },
};

function sesAnswer(action, result) {
  return `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></${action}Response>`;
}

function withoutLength({ 'content-length': _length, ...headers }) {
  return headers;
}

export const gaps = [
  s3Echo(
    's3-lifecycle',
    'lifecycle',
    'forgets NewerNoncurrentVersions, so the provider waits for its own settings in vain',
    {
      'content-type': 'application/xml',
      'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K',
    },
  ),
  s3Echo(
    's3-policy',
    'policy',
    'enforces a Deny without its condition, so a policy against plain HTTP locks everybody out',
    { 'content-type': 'application/json' },
  ),
  s3Echo('s3-notification', 'notification', 'forgets EventBridgeConfiguration', {
    'content-type': 'application/xml',
  }),
  queueAttributes,
  tableCalls,
  functionSettings,
  queryDefinitions,
  deliveryOptions,
  messageMoveTasks,
  authorizers,
  eventSourceMapping,
];

/** A bucket's setting that moto must not see, or does not keep: what was put is what is read. */
function s3Echo(id, setting, lacks, headers) {
  const keyOf = ({ url }) => `${id} ${url.split('?')[0]}`;
  return {
    id,
    lacks,
    matches: ({ service, url }) => service === 's3' && new RegExp(`[?&]${setting}(=|&|$)`).test(url),
    answer(call, memory) {
      if (call.method === 'PUT') memory.set(keyOf(call), call.text);
      if (call.method === 'DELETE') memory.delete(keyOf(call));
      if (call.method !== 'GET') return { status: call.method === 'PUT' ? 200 : 204, headers: {}, body: '' };
      return memory.has(keyOf(call)) ? { status: 200, headers, body: memory.get(keyOf(call)) } : undefined;
    },
  };
}
