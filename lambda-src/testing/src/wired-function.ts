import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from './captured-output.ts';
import { type Answer, type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

type Settings = Readonly<Record<string, string>>;

/** What the tests of one `app.ts` say of it. */
export interface Wiring<App> {
  /** Imports `app.ts`, after mocks of the test's own where it has some. */
  load(): Promise<App>;
  /** What every service answers, until a test says otherwise. */
  readonly answer: Answer;
  /** The environment of the function beside what Lambda itself gives; the address is that of all services. */
  environment(serverUrl: string): Settings;
}

/** A function as it is wired, in front of one loopback server that stands for all of AWS. */
export interface WiredFunction<App> {
  /** What the function wrote since the test began. */
  output: CapturedOutput;
  server: LoopbackServer;
  answer: Answer;
  /** Loads the function as a cold start does, and tells how long it lets its AWS calls take. */
  start(settings?: Settings): Promise<
    App & {
      readonly budgets: readonly awsClients.CallBudget[];
      readonly longestCallMs: typeof awsClients.longestCallMs;
    }
  >;
  /** The operations that AWS was asked for, in their order. */
  targets(): unknown[];
}

/** To be called inside a `describe`: server, captured output and environment are made anew for each of its tests. */
export function wireFunction<App extends object>(wiring: Wiring<App>): WiredFunction<App> {
  const environment = process.env;
  const wired = {
    async start(settings = {}) {
      process.env = {
        ...environment,
        AWS_REGION: 'ca-central-1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_ENDPOINT_URL: wired.server.url,
        ...wiring.environment(wired.server.url),
        ...settings,
      };
      const loaded: App[] = [];
      const actual = jest.requireActual<typeof awsClients>('@fintech-solution/adapters/aws-clients');
      const clientOptions = jest.fn(actual.clientOptions);
      await jest.isolateModulesAsync(async () => {
        jest.doMock('@fintech-solution/adapters/aws-clients', () => ({ ...actual, clientOptions }));
        loaded.push(await wiring.load());
      });
      const budgets = clientOptions.mock.calls.map(([budget]) => budget);
      return { ...(loaded[0] as App), budgets, longestCallMs: actual.longestCallMs };
    },
    targets: () => wired.server.requests.map(({ headers }) => headers['x-amz-target']),
  } as WiredFunction<App>;

  beforeEach(async () => {
    wired.output = captureOutput();
    wired.answer = wiring.answer;
    wired.server = await startLoopbackServer((response, request) => wired.answer(response, request));
  });
  afterEach(async () => {
    await wired.server.stop();
    process.env = environment;
    wired.output.release();
  });
  return wired;
}
