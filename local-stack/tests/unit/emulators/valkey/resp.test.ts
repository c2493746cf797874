import { createCommandReader, encodeReply } from '../../../../src/emulators/valkey/resp.ts';

const SET = '*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$4\r\n\r\né\r\n';
const PING = '*1\r\n$4\r\nPING\r\n';

describe('the reader of commands', () => {
  it('reads commands that come together, and bytes that are no letters', () => {
    expect(createCommandReader()(Buffer.from(SET + PING))).toEqual([['SET', 'key', '\r\né'], ['PING']]);
  });

  it('reads commands that are cut anywhere', () => {
    const bytes = Buffer.from(SET + PING);
    for (let at = 1; at < bytes.length; at += 1) {
      const read = createCommandReader();
      const commands = [read(bytes.subarray(0, at)), read(bytes.subarray(at))].flat();
      expect(commands).toEqual([['SET', 'key', '\r\né'], ['PING']]);
    }
  });

  it.each([
    'PING\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    '*x\r\n',
    '*1\r\n:1\r\n',
    '*-1\r\n',
    '*65\r\n',
    '*1\r\n$65537\r\n',
    '*00000000000000000',
  ])('takes %j for no command', (text) => {
    expect(createCommandReader()(Buffer.from(text))).toBeUndefined();
  });
});

it.each([
  ['OK', '$2\r\nOK\r\n'],
  ['é', '$2\r\né\r\n'],
  [7, ':7\r\n'],
  [null, '$-1\r\n'],
  [new Error('ERR no'), '-ERR no\r\n'],
])('writes %j as %j', (reply, text) => {
  expect(encodeReply(reply)).toBe(text);
});
