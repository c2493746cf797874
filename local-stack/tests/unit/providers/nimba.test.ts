import { judgeSms } from '../../../src/providers/nimba.ts';

const CREDENTIALS = JSON.stringify({ client_id: 'id', client_secret: 's:ecret' });
const SMS = { to: ['224622000001'], sender_name: 'SMS 9080', message: 'Bienvenue' };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function judge(
  body: unknown = SMS,
  changes: { method?: string; authorization?: string; stored?: string | null } = {},
) {
  const { method = 'POST', authorization = basic('id:s:ecret'), stored = CREDENTIALS } = changes;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return judgeSms({ method, authorization, body: text }, stored ?? undefined, () => 'message-1');
}

describe('the SMS provider', () => {
  it('accepts a message from the holder of the stored credentials', () => {
    expect(judge()).toEqual({ status: 201, document: { messageid: 'message-1' }, accepted: SMS });
  });

  it.each([
    ['another secret', basic('id:other')],
    ['another scheme', 'Bearer abc'],
    ['no header', ''],
    ['credentials that are not base64', 'Basic id:s:ecret'],
  ])('refuses %s', (_what, authorization) => {
    expect(judge(SMS, { authorization })).toEqual({ status: 401, document: expect.anything() });
  });

  it('refuses the old secret once the parameter holds another', () => {
    expect(judge(SMS, { stored: JSON.stringify({ client_id: 'id', client_secret: 'new' }) }).status).toBe(
      401,
    );
  });

  it('refuses everybody while there is no parameter', () => {
    expect(judge(SMS, { authorization: basic('undefined:undefined'), stored: null }).status).toBe(401);
  });

  it.each([
    ['to', { ...SMS, to: '224622000001' }],
    ['to', { ...SMS, to: [] }],
    ['to', { ...SMS, to: ['+224622000001'] }],
    ['to', { ...SMS, to: [224622000001] }],
    ['sender_name', { ...SMS, sender_name: 'more than 11' }],
    ['sender_name', { ...SMS, sender_name: '' }],
    ['message', { ...SMS, message: 'x'.repeat(666) }],
    ['message', { ...SMS, message: '' }],
  ])('refuses a wrong %s', (field, body) => {
    const verdict = judge(body);
    expect(verdict.status).toBe(400);
    expect(Object.keys(verdict.document)).toEqual([field]);
    expect(verdict.accepted).toBeUndefined();
  });

  it('accepts the longest message and sender', () => {
    expect(judge({ ...SMS, message: 'x'.repeat(665), sender_name: 'exactly 11.' }).status).toBe(201);
  });

  it.each(['not json', 'null', '[]'])('refuses the body %s', (body) => {
    expect(judge(body).status).toBe(400);
  });

  it('takes messages by POST only', () => {
    expect(judge(SMS, { method: 'PUT' }).status).toBe(405);
  });
});
