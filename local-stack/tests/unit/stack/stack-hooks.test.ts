import { classify } from '../../../src/aws-proxy/aws-call.ts';
import { createStackHooks } from '../../../src/stack/hooks.ts';
import { createOutbox } from '../../../src/observed/outbox.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';

function setup() {
  const announced: string[] = [];
  const recorder: number[] = [];
  const outbox = createOutbox(() => 0);
  const hooks = createStackHooks({
    faults: createFaults(NO_FAULTS),
    crashByAccessKey: () => true,
    sleep: async () => undefined,
    speed: 1,
    endpointUrl: 'http://127.0.0.1:4566',
    outbox,
    recorder: { applied: (_call, { status }) => void recorder.push(status) },
    record: (call) => void announced.push(`${call.service}.${call.operation}`),
  });
  const form = new URLSearchParams({
    Action: 'SendEmail',
    Version: '2010-12-01',
    Source: 'api@example.org',
    'Destination.ToAddresses.member.1': 'back-office@example.org',
    'Message.Subject.Data': 'Compte ouvert',
    'Message.Body.Text.Data': 'é & <b>',
  });
  const call = classify({
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  });
  return { hooks, outbox, recorder, announced, call };
}

describe('createStackHooks', () => {
  it('lets the recorder see what the emulator said, whatever the caller is told', () => {
    const { hooks, recorder, call } = setup();
    hooks.applied?.(call, { status: 200, headers: {}, body: Buffer.alloc(0) });
    hooks.applied?.(call, { status: 400, headers: {}, body: Buffer.alloc(0) });
    expect(recorder).toEqual([200, 400]);
  });

  it('keeps an e-mail that SES accepted', () => {
    const { hooks, outbox, call } = setup();
    hooks.applied?.(call, { status: 200, headers: {}, body: Buffer.alloc(0) });
    expect(outbox.contents().emails).toEqual([
      {
        to: 'back-office@example.org',
        from: 'api@example.org',
        subject: 'Compte ouvert',
        html: '',
        text: 'é & <b>',
        at: '1970-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('keeps no e-mail that SES refused', () => {
    const { hooks, outbox, call } = setup();
    hooks.applied?.(call, { status: 400, headers: {}, body: Buffer.alloc(0) });
    expect(outbox.contents().counts.emails).toBe(0);
  });

  it('hands every call that is over to whoever records', () => {
    const { hooks, announced, call } = setup();
    hooks.record?.(call, undefined, 3);
    expect(announced).toEqual(['ses.SendEmail']);
  });
});
