import { type FunctionWiring } from '../../../src/wiring.ts';
import { type FunctionHostOptions } from '../../../src/runtime/function-host.ts';
import { type HostedZips, hostZips } from './hosted-zips.ts';

const NAME = 'get-account-info';
const open: HostedZips[] = [];

async function setup(
  source: string,
  settings: Partial<FunctionWiring> = {},
  options: Partial<FunctionHostOptions> = {},
) {
  const hosted = await hostZips({ 'app.js': source }, settings, options);
  open.push(hosted);
  return hosted;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((hosted) => hosted.stop()));
});

const answer = (invocation: { outcome: string }): unknown =>
  invocation.outcome === 'success'
    ? JSON.parse((invocation as unknown as { payload: string }).payload)
    : invocation;

describe('answers', () => {
  it('hands the event over and the answer back, as JSON', async () => {
    const { host } = await setup(`exports.lambdaHandler = async (event) => ({ got: event });`);
    const invocation = await host.invoke(NAME, { né: 'à Conakry', deep: [1, null] });
    expect(answer(invocation)).toEqual({ got: { né: 'à Conakry', deep: [1, null] } });
    expect(invocation.coldStart).toBe(true);
  });

  it('answers null for a handler that returns nothing', async () => {
    const { host } = await setup(`exports.lambdaHandler = async () => {};`);
    expect(await host.invoke(NAME, {})).toMatchObject({ outcome: 'success', payload: 'null' });
  });
});
