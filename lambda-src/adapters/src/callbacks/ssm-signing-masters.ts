import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { parseSigningMasters, type SigningMasters } from '@fintech-solution/domain/ledger/callback';
import type { SigningMastersSource } from './https-callback.ts';

/**
 * How long a container signs with what it read. A rotation is complete when the old master left the parameter, which an
 * operator does days after the new one came; a container may be behind by this much in between.
 */
const MAX_AGE_MS = 5 * 60_000;

/**
 * The masters that sign callbacks, from an encrypted parameter. One read serves five minutes, and concurrent callers share
 * it. A failed read is forgotten: nothing is signed with a master that may have left.
 *
 * @param clock epoch milliseconds.
 */
export function createSsmSigningMasters(
  client: SSMClient,
  parameterName: string,
  clock: () => number,
): SigningMastersSource {
  let known: { readonly masters: Promise<SigningMasters>; readonly until: number } | undefined;

  async function read(): Promise<SigningMasters> {
    const command = new GetParameterCommand({ Name: parameterName, WithDecryption: true });
    const { Parameter } = await client.send(command);
    return parseSigningMasters(Parameter?.Value ?? '');
  }

  return {
    get() {
      const now = clock();
      if (known !== undefined && now < known.until) return known.masters;
      const reading = { masters: read(), until: now + MAX_AGE_MS };
      known = reading;
      reading.masters.catch(() => {
        if (known === reading) known = undefined;
      });
      return reading.masters;
    },
  };
}
