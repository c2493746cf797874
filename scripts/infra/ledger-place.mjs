// Which two tables an operator's command reads: those that the deployed functions use, or those that are named.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { consumerOf } from '../../deployment/manifest.ts';
import { redactText } from '../../lambda-src/domain/src/redaction.ts';
import { aws } from './aws.mjs';
import { UserError } from './steps.mjs';

const TABLES = { 'accounts-table': { type: 'string' }, 'ledger-table': { type: 'string' } };

/** Reads the command's words; `switches` are those that it knows besides the two tables. */
export function readWords(switches = []) {
  const options = { ...TABLES, ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' }])) };
  try {
    const { values } = parseArgs({ args: process.argv.slice(3), options });
    if ((values['accounts-table'] === undefined) !== (values['ledger-table'] === undefined))
      throw new UserError('Name both tables, or neither: one without the other is never whole.');
    return values;
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(error.message);
  }
}

/** `{ region, tables }`; the deployed ones unless both were named. Calls from this process then ask as the settings say. */
export function ledgerPlace(settings, words) {
  const { region } = settings;
  adopt(settings.childEnv);
  if (words['ledger-table'] !== undefined)
    return { region, tables: { accounts: words['accounts-table'], ledger: words['ledger-table'] } };
  const name = processorOf(settings);
  const { Environment } = call(settings, 'lambda', 'get-function-configuration', '--function-name', name);
  const { TABLE_NAME: accounts, LEDGER_TABLE_NAME: ledger } = Environment?.Variables ?? {};
  if (!accounts || !ledger)
    throw new UserError(`${name} names no tables. Name them: --accounts-table, --ledger-table.`);
  return { region, tables: { accounts, ledger } };
}

/** The AWS SDK reads the credentials of this process: without blanks at their ends, and none that is empty. */
function adopt(childEnv) {
  for (const name of Object.keys(process.env)) if (!(name in childEnv)) delete process.env[name];
  Object.assign(process.env, childEnv);
}

/** The function that posts. */
export const processorOf = ({ prefix }) => `${prefix}-${consumerOf('transactions')}`;

export function call({ childEnv: env }, ...args) {
  const answer = aws(args, { env });
  if (answer.ok) return answer.data;
  throw new UserError(`aws ${args[0]} ${args[1]}: ${redactText(answer.message)}`);
}
