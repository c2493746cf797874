import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Delivery } from '@fintech-solution/domain/delivery';
import {
  createNimbaSms,
  type SmsCredentials,
  type SmsCredentialsSource,
} from '../../../src/sms/nimba-sms.ts';

const SMS = { to: '224622000001' as Msisdn, text: 'Solde : 1000 GNF' };
const OLD: SmsCredentials = { clientId: 'id', clientSecret: 'old' };
const NEW: SmsCredentials = { clientId: 'id', clientSecret: 'new' };
const basic = ({ clientId, clientSecret }: SmsCredentials) =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

/** Nimba behind its adapter, answering these statuses in turn; an error is thrown instead. */
function setup(...answers: (number | Error)[]) {
  const posts: { url: string; authorization: string | undefined; body: unknown }[] = [];
  const replaced: SmsCredentials[] = [];
  const credentials: SmsCredentialsSource = {
    get: async () => OLD,
    replacing: async (stale) => {
      replaced.push(stale);
      return NEW;
    },
  };
  const nimba = createNimbaSms(
    { apiUrl: 'https://api.nimbasms.com/v1/messages', senderName: 'SMS 9080' },
    credentials,
    async (url, headers, body) => {
      posts.push({ url, authorization: headers['Authorization'], body: JSON.parse(body) as unknown });
      const answer = answers.shift() ?? 500;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  );
  return { nimba, posts, replaced, credentials };
}

describe('an SMS', () => {
  it('is one message in the form of Nimba', async () => {
    const { nimba, posts } = setup(201);
    await expect(nimba.send(SMS)).resolves.toEqual({ kind: 'sent' });
    expect(posts).toEqual([
      {
        url: 'https://api.nimbasms.com/v1/messages',
        authorization: basic(OLD),
        body: {
          to: ['224622000001'],
          sender_name: 'SMS 9080',
          message: SMS.text,
        },
      },
    ]);
  });

  it.each([200, 201, 202, 204, 299])('is sent when Nimba says %i', async (status) => {
    await expect(setup(status).nimba.send(SMS)).resolves.toEqual({ kind: 'sent' });
  });

  const PASSING = [402, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429];
  const LOGIN = [401, 403];
  const statuses = Array.from({ length: 300 }, (_, index) => 300 + index).filter(
    (status) => !LOGIN.includes(status),
  );
  const isFinal = (status: number) => status >= 400 && status < 500 && !PASSING.includes(status);

  it.each(statuses.filter(isFinal))('is refused for good when Nimba says %i', async (status) => {
    const { nimba, posts } = setup(status);
    await expect(nimba.send(SMS)).resolves.toEqual({ kind: 'refused', reason: `sms-http-${status}` });
    expect(posts).toHaveLength(1);
  });

  it('is refused for good by what speaks of the message', () => {
    expect([400, 413, 415, 422].every(isFinal)).toBe(true);
  });

  it.each([0, 199, ...statuses.filter((status) => !isFinal(status))])(
    'has failed for now when Nimba says %i, and is not repeated here',
    async (status) => {
      const { nimba, posts } = setup(status);
      await expect(nimba.send(SMS)).resolves.toEqual({ kind: 'failed', reason: `sms-http-${status}` });
      expect(posts).toHaveLength(1);
    },
  );

  it.each([401, 403])('refused with %i is sent with newer credentials', async (status) => {
    const { nimba, posts, replaced } = setup(status, 201);
    await expect(nimba.send(SMS)).resolves.toEqual({ kind: 'sent' });
    expect(posts.map(({ authorization }) => authorization)).toEqual([basic(OLD), basic(NEW)]);
    expect(replaced).toEqual([OLD]);
  });

  it.each([401, 403])(
    'refused with %i twice has failed for now, after one look for newer credentials',
    async (status) => {
      const { nimba, posts, replaced } = setup(status, status, 201);
      await expect(nimba.send(SMS)).resolves.toEqual({ kind: 'failed', reason: `sms-http-${status}` });
      expect(posts).toHaveLength(2);
      expect(replaced).toHaveLength(1);
    },
  );

  it('is judged by the second answer once the credentials are right', async () => {
    await expect(setup(401, 400).nimba.send(SMS)).resolves.toMatchObject({ kind: 'refused' });
    await expect(setup(401, 503).nimba.send(SMS)).resolves.toMatchObject({ kind: 'failed' });
  });

  it.each<[string, Error, Delivery]>([
    [
      'the provider did not answer in time',
      Object.assign(new Error('late'), { name: 'TimeoutError', code: 'ETIMEDOUT', progress: 'unknown' }),
      { kind: 'unknown', reason: 'sms-TimeoutError', timedOut: true },
    ],
    [
      'the connection broke',
      Object.assign(new Error('socket hang up'), { progress: 'unknown' }),
      { kind: 'unknown', reason: 'sms-Error', timedOut: false },
    ],
    [
      'the failure does not say how far the request came',
      new Error('socket hang up'),
      { kind: 'unknown', reason: 'sms-Error', timedOut: false },
    ],
    [
      'the connection was refused',
      Object.assign(new Error('connect ECONNREFUSED'), { progress: 'not-sent', code: 'ECONNREFUSED' }),
      { kind: 'failed', reason: 'sms-ECONNREFUSED', timedOut: false },
    ],
    [
      'no connection was made in time',
      Object.assign(new Error('late'), { name: 'TimeoutError', progress: 'not-sent' }),
      { kind: 'failed', reason: 'sms-TimeoutError', timedOut: true },
    ],
  ])('is not repeated here when %s', async (_, failure, delivery) => {
    const { nimba, posts } = setup(failure, 201);
    await expect(nimba.send(SMS)).resolves.toEqual(delivery);
    expect(posts).toHaveLength(1);
  });

  it('has an unknown outcome when the second answer does not come', async () => {
    await expect(setup(401, new Error('hang up')).nimba.send(SMS)).resolves.toMatchObject({
      kind: 'unknown',
    });
  });

  it('has failed for now while there are no credentials, and is not sent', async () => {
    const { nimba, posts, credentials } = setup(201);
    jest.spyOn(credentials, 'get').mockRejectedValue(new Error('no parameter'));
    await expect(nimba.send(SMS)).resolves.toEqual({
      kind: 'failed',
      reason: 'sms-credentials-Error',
    });
    expect(posts).toEqual([]);
  });

  it('has failed for now while there are no newer credentials', async () => {
    const { nimba, posts, credentials } = setup(401);
    jest.spyOn(credentials, 'replacing').mockRejectedValue(new Error('no parameter'));
    await expect(nimba.send(SMS)).resolves.toMatchObject({ kind: 'failed' });
    expect(posts).toHaveLength(1);
  });
});
