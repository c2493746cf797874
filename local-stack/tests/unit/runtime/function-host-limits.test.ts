import { hostZips, stopHostedZips } from './hosted-zips.ts';

afterEach(stopHostedZips);

/** Does what the event's `js` says. */
const setup = () =>
  hostZips({ 'app.js': 'exports.lambdaHandler = async (event, context) => eval(event.js);' });

describe('a function that speaks to the runtime API itself', () => {
  const call = (path: string, method = 'POST') => `
    const { AWS_LAMBDA_RUNTIME_API: api } = process.env;
    fetch('http://' + api + '/2018-06-01/runtime/invocation/' + ${path}, { method: '${method}', body: ${method === 'POST' ? `'"posted"'` : 'undefined'} })
      .then(({ status }) => status)`;

  it('cannot answer for another invocation', async () => {
    const { invoke } = await setup();
    expect(await invoke({ js: call(`'another/response'`) })).toMatchObject({ payload: '400' });
  });

  it('answers once: the first answer counts', async () => {
    const { invoke } = await setup();
    const own = `context.awsRequestId + '/response'`;
    expect(await invoke({ js: call(own) })).toMatchObject({ payload: '"posted"' });
    expect(await invoke({ js: '1' })).toMatchObject({ outcome: 'success', coldStart: false });
  });

  it('gives its invocation up when it asks for the next one', async () => {
    const { invoke } = await setup();
    expect(await invoke({ js: call(`'next'`, 'GET') })).toMatchObject({
      outcome: 'success',
      payload: 'null',
    });
  });
});

describe('payload limits', () => {
  it('lets an answer of 6 MB through and refuses a longer one, and the environment goes on', async () => {
    const { invoke } = await setup();
    const fits = await invoke({ js: `'x'.repeat(6291554)` });
    expect(fits).toMatchObject({ outcome: 'success', payload: expect.any(String) });
    const refused = await invoke({ js: `'x'.repeat(6291555)` });
    expect(refused).toMatchObject({
      outcome: 'error',
      errorType: 'Function.ResponseSizeTooLarge',
      coldStart: false,
    });
    expect(await invoke({ js: '1' })).toMatchObject({ outcome: 'success', coldStart: false });
  });

  it('refuses an event above 6 MB without running anything', async () => {
    const { invoke } = await setup();
    expect(await invoke('x'.repeat(6_291_455))).toMatchObject({
      errorType: 'RequestTooLargeException',
      durationMs: 0,
    });
    expect(await invoke('x'.repeat(6_291_454))).toMatchObject({ outcome: 'success', coldStart: true });
  });
});
