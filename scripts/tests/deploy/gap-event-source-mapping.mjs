// moto is a poller too: at every message that is sent it receives a batch for the enabled mapping, tries to run the function
// in Docker, and makes the batch visible again where it could not. Ten messages sent at once so bring the first one's count
// to ten, and the next receive puts it among the dead letters. Here the local poller stands for the mapping, so moto's own
// is always off, and whoever asks hears what was put.
const PATH = '/2015-03-31/event-source-mappings';

export const eventSourceMapping = {
  id: 'lambda-event-source-mapping',
  lacks: 'runs no function without Docker, and receives the queue’s messages all the same',
  matches: ({ service, url }) => service === 'lambda' && url.startsWith(PATH),
  async amend({ method, text }, response, memory, motoUrl) {
    if (response.status >= 300 || method === 'DELETE') return response;
    const answer = JSON.parse(response.body.toString());
    const { UUID: uuid } = answer;
    // A list of them is nobody's question here.
    if (uuid === undefined) return response;
    if (method !== 'GET') {
      const { Enabled: enabled } = JSON.parse(text || '{}');
      if (enabled !== undefined || method === 'POST') memory.set(`mapping ${uuid}`, enabled ?? true);
      await turnOff(`${motoUrl}${PATH}/${uuid}`);
    }
    const { 'content-length': _length, ...headers } = response.headers;
    const State = memory.get(`mapping ${uuid}`) ? 'Enabled' : 'Disabled';
    return { ...response, headers, body: JSON.stringify({ ...answer, State }) };
  },
};

async function turnOff(url) {
  const response = await fetch(url, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/ca-central-1/lambda/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: '{"Enabled":false}',
  });
  if (!response.ok) throw new Error(`moto keeps its mapping on: ${await response.text()}`);
}
