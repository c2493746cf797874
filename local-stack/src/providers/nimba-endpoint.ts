import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Outbox } from '../observed/outbox.ts';
import { type Faults } from '../faults/faults.ts';
import { decideFault, SMS_SLOW_MS } from '../faults/service-faults.ts';
import { sendJson } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { judgeSms } from './nimba.ts';
import { goesOn, type Sleep, waitFor } from './provider-faults.ts';

/** What {@link createNimbaEndpoint} needs from outside. */
export interface NimbaEndpointDependencies {
  readonly faults: Faults;
  readonly outbox: Outbox;
  /** The parameter's current value: the double accepts what the parameter store says. */
  readonly storedCredentials: () => string | undefined;
  /** Kills the function that is sending: its request carries nothing that tells which environment it is. */
  readonly crashSender: () => void;
  readonly sleep: Sleep;
  readonly nextId: () => string;
}

/** The SMS provider's double: what it accepts lands in the outbox instead of a phone. */
export function createNimbaEndpoint({
  faults,
  outbox,
  storedCredentials,
  crashSender,
  sleep,
  nextId,
}: NimbaEndpointDependencies) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await readBody(request, 65_536)).toString('utf8');
    const fault = decideFault(faults, 'sms', 'sms.Send', true);
    const slow = fault.before === 'slow';
    if (!slow && !(await goesOn(fault.before, response, sleep))) return;
    const { method = 'GET', headers } = request;
    const { status, document, accepted } = judgeSms(
      { method, authorization: headers.authorization, body },
      storedCredentials(),
      nextId,
    );
    if (accepted !== undefined) outbox.addSms(accepted);
    if (slow) await waitFor(SMS_SLOW_MS, response, sleep);
    if (accepted === undefined || fault.after === 'none') return sendJson(response, status, document);
    if (fault.after === 'fail')
      return sendJson(response, 503, { detail: 'Injected fault: accepted, then failed.' });
    crashSender();
    response.destroy();
  };
}
