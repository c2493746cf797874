// Looks at everything that a deployment needs, changes nothing, and names all faults at once, each with what mends it.
// node scripts/infra/doctor.mjs ENVIRONMENT
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { accountChecks } from './checks/account.mjs';
import { articleCheck } from './checks/article-state.mjs';
import { issuerCheck } from './checks/issuer.mjs';
import { toolChecks } from './checks/tools.mjs';
import { variableChecks } from './checks/variables.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

/**
 * Runs every check; a check gives `{ name, state: 'ok' | 'fault' | 'note', says, mend? }`, or several.
 * Throws when there is a fault. `quiet` leaves out what is fine.
 */
export async function doctor(settings, { quiet = false } = {}) {
  const local = [...toolChecks(), ...variableChecks(settings)];
  const awsReady = !local.some(
    ({ name, state }) => state === 'fault' && (name === 'aws' || name === 'AWS_ACCOUNT_ID'),
  );
  const account = awsReady
    ? accountChecks(settings)
    : [{ name: 'account', state: 'note', says: 'not looked at before the faults above are mended' }];
  const identityIsGood = account.some(({ name, state }) => name === 'identity' && state === 'ok');
  const remote = [
    ...account,
    ...(identityIsGood ? articleCheck(settings) : []),
    ...(await issuerCheck(settings)),
  ];
  const results = [...local, ...remote];
  for (const result of results) if (!quiet || result.state !== 'ok') show(result);
  const faults = results.filter(({ state }) => state === 'fault');
  if (faults.length > 0)
    throw new UserError(
      `${faults.length} ${faults.length === 1 ? 'thing stands' : 'things stand'} in the way; nothing was changed.`,
    );
  console.log(`${results.length} things looked at, nothing stands in the way.`);
}

function show({ name, state, says, mend }) {
  console.log(`${{ ok: '✓', fault: '✗', note: '·' }[state]} ${name}: ${says}`);
  if (mend) console.log(`    → ${mend}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => doctor(readSettings(process.argv[2] ?? 'dev')));
}
