import { type IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { discardRest, readRequestBody } from '../../../src/gateway/body.ts';

function setup(headers: Record<string, string> = {}) {
  const stream = new PassThrough();
  return { stream, request: Object.assign(stream, { headers }) as unknown as IncomingMessage };
}

describe('a request body', () => {
  it('is read to its end', async () => {
    const { stream, request } = setup();
    const body = readRequestBody(request, 4);
    stream.write('ab');
    stream.end('cd');
    expect(await body).toEqual({ kind: 'read', bytes: Buffer.from('abcd') });
  });

  it('is too large at its first byte beyond the limit, or by its own word', async () => {
    const { stream, request } = setup();
    const body = readRequestBody(request, 4);
    stream.write('abcde');
    expect(await body).toEqual({ kind: 'too-large' });
    expect(await readRequestBody(setup({ 'content-length': '5' }).request, 4)).toEqual({ kind: 'too-large' });
  });

  it('is aborted where the client goes away', async () => {
    const { stream, request } = setup();
    const body = readRequestBody(request, 4);
    stream.destroy();
    expect(await body).toEqual({ kind: 'aborted' });
  });

  it('that is refused is read on only so far', async () => {
    const { stream, request } = setup();
    discardRest(request, 4);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.write('abcd');
    expect(stream.destroyed).toBe(false);
    stream.write('e');
    await closed;
    expect(stream.destroyed).toBe(true);
  });
});
