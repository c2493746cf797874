import type { FunctionWiring } from '../../../src/setup/wiring.ts';
import { answerOf, hostZips, stopHostedZips } from './hosted-zips.ts';

afterEach(stopHostedZips);

const setup = (source: string, settings?: Partial<FunctionWiring>) =>
  hostZips({ 'app.js': source }, settings);

describe('an answer', () => {
  it('is what the handler returned for the event, as JSON', async () => {
    const { invoke } = await setup('exports.lambdaHandler = async (event) => ({ got: event });');
    expect(answerOf(await invoke({ né: 'à Conakry', deep: [1, null] }))).toEqual({
      got: { né: 'à Conakry', deep: [1, null] },
    });
  });

  it('is null when the handler returns nothing', async () => {
    const { invoke } = await setup('exports.lambdaHandler = async () => {};');
    expect(await invoke()).toMatchObject({ outcome: 'success', payload: 'null' });
  });

  it('is null for what JSON has no text for', async () => {
    const { invoke } = await setup('exports.lambdaHandler = async () => () => {};');
    expect(await invoke()).toMatchObject({ outcome: 'success', payload: 'null' });
  });

  it('is null when the handler never settles and nothing is left to do', async () => {
    const { invoke } = await setup('exports.lambdaHandler = () => new Promise(() => {});');
    expect(await invoke()).toMatchObject({ outcome: 'success', payload: 'null' });
  });

  it('may come through the callback, which waits for the event loop to run dry', async () => {
    const { invoke, lines } = await setup(`exports.lambdaHandler = (event, context, callback) => {
      setTimeout(() => console.log('background work'), 20);
      callback(null, { by: 'callback' });
    };`);
    expect(answerOf(await invoke())).toEqual({ by: 'callback' });
    expect(lines.map(({ line }) => line)).toContain('background work');
  });

  it('comes at once through the callback when the handler asks not to wait', async () => {
    const { invoke } = await setup(
      `exports.lambdaHandler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = false;
        setInterval(() => {}, 1000);
        callback(null, 1);
      };`,
      { timeoutSeconds: 5 },
    );
    expect(await invoke()).toMatchObject({ outcome: 'success', payload: '1' });
  });
});

describe('the context', () => {
  it('says what Lambda says of the function and the invocation', async () => {
    const { invoke } = await setup(
      `exports.lambdaHandler = async (event, context) => ({
        ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID,
      });`,
      { timeoutSeconds: 7, memoryMb: 256 },
    );
    const invocation = await invoke();
    const { remaining, trace, logStreamName, ...context } = answerOf(invocation);
    expect(context).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: invocation.requestId,
      functionName: 'get-account-info',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:ca-central-1:000000000000:function:get-account-info',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/get-account-info',
    });
    expect(logStreamName).toMatch(/^get-account-info-1-/);
    expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(remaining).toBeGreaterThan(2000);
    expect(remaining).toBeLessThanOrEqual(7000);
  });

  it('carries the trace of the request', async () => {
    const { host } = await setup('exports.lambdaHandler = async () => process.env._X_AMZN_TRACE_ID;');
    const invocation = await host.invoke('get-account-info', {}, { traceHeader: 'Root=1-5-6' });
    expect(invocation).toMatchObject({ payload: '"Root=1-5-6"' });
  });
});

describe('the process environment', () => {
  it('has what is declared and what Lambda defines, and nothing of the host', async () => {
    process.env['HOST_SECRET'] = 'must not be seen';
    const { invoke } = await setup(
      'exports.lambdaHandler = async () => ({ ...process.env, cwd: process.cwd() });',
      {
        environment: { TABLE_NAME: 'accounts', AWS_REGION: 'reserved-names-win' },
      },
    );
    const environment = answerOf(await invoke());
    delete process.env['HOST_SECRET'];
    expect(environment).toEqual({
      TABLE_NAME: 'accounts',
      _HANDLER: 'app.lambdaHandler',
      _X_AMZN_TRACE_ID: expect.any(String),
      AWS_ACCESS_KEY_ID: 'ASIALOCALGETACCOUNTINFO1',
      AWS_DEFAULT_REGION: 'ca-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_NAME: 'get-account-info',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/get-account-info',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+\/get-account-info-1-/),
      AWS_REGION: 'ca-central-1',
      AWS_SECRET_ACCESS_KEY: 'local-stack',
      AWS_SESSION_TOKEN: 'local-stack',
      LAMBDA_TASK_ROOT: environment['cwd'],
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      TZ: ':UTC',
      cwd: expect.any(String),
    });
  });

  it('is that of the cold start until the next one', async () => {
    const environment: Record<string, string> = { LEVEL: 'old' };
    const { host, invoke } = await setup('exports.lambdaHandler = async () => process.env.LEVEL;', {
      environment,
    });
    await invoke();
    environment['LEVEL'] = 'new';
    expect(await invoke()).toMatchObject({ payload: '"old"', coldStart: false });
    await host.recycle('get-account-info');
    expect(await invoke()).toMatchObject({ payload: '"new"', coldStart: true });
  });

  it('holds V8 to the memory of the function', async () => {
    const limit = `require('node:v8').getHeapStatistics().heap_size_limit / 2 ** 20`;
    const { invoke } = await setup(`exports.lambdaHandler = async () => ({ limit: ${limit} });`, {
      memoryMb: 256,
    });
    const { limit: megabytes } = answerOf(await invoke());
    expect(megabytes).toBeGreaterThan(225);
    expect(megabytes).toBeLessThan(260);
  });
});

describe('logs and reports', () => {
  it('hands every line on with its request, its stream and whether it was a cold start', async () => {
    const { invoke, lines } = await setup(`console.log('loading');
      exports.lambdaHandler = async (event) => { console.log('out ' + event.n); console.error('err ' + event.n); };`);
    const first = await invoke({ n: 1 });
    const second = await invoke({ n: 2 });
    await stopHostedZips();
    const of = {
      functionName: 'get-account-info',
      environmentId: expect.stringMatching(/^get-account-info-1-/),
    };
    const sorted = [...lines].sort((a, b) => a.line.localeCompare(b.line));
    expect(sorted).toEqual([
      { ...of, coldStart: true, line: 'err 1', stream: 'stderr', requestId: first.requestId },
      { ...of, coldStart: false, line: 'err 2', stream: 'stderr', requestId: second.requestId },
      { ...of, coldStart: true, line: 'loading', stream: 'stdout' },
      { ...of, coldStart: true, line: 'out 1', stream: 'stdout', requestId: first.requestId },
      { ...of, coldStart: false, line: 'out 2', stream: 'stdout', requestId: second.requestId },
    ]);
  });

  it('reports duration, cold start, billed time and memory', async () => {
    const { invoke, reports } = await setup('exports.lambdaHandler = async () => {};');
    const first = await invoke();
    await invoke();
    expect(reports[0]).toMatchObject({
      functionName: 'get-account-info',
      requestId: first.requestId,
      coldStart: true,
      outcome: 'success',
    });
    expect(reports[0]?.initMs).toBeGreaterThan(0);
    expect(reports[0]?.billedMs).toBe(Math.ceil(reports[0]!.durationMs + reports[0]!.initMs!));
    expect(reports[0]?.maxMemoryMb).toBeGreaterThan(10);
    expect(reports[1]).toMatchObject({ coldStart: false });
    expect(reports[1]).not.toHaveProperty('initMs');
  });
});

it('passes on no line that Lambda would drop', async () => {
  const print = (line: string): string => `console.log(${JSON.stringify(line)});`;
  const { invoke, lines } = await hostZips(
    {
      'app.js': `exports.lambdaHandler = async () => { ${print('{"_aws":{}}')} ${print('{"level":"ERROR"}')} };`,
    },
    { applicationLogLevel: 'WARN' },
  );
  await invoke();
  await stopHostedZips();
  expect(lines.map(({ line }) => line)).toEqual(['{"level":"ERROR"}']);
});
