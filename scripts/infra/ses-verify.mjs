// Has SES write to the back office's mailbox once more: the link in its mail works for 24 hours only.
// node scripts/infra/ses-verify.mjs ENVIRONMENT
import process from 'node:process';
import { aws } from './aws.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const settings = readSettings(process.argv[2] ?? 'dev');

await main(() => {
  const address = settings.variable('test_email');
  if (!address) throw new UserError('Not set in .envrc: FINTECH_SOLUTION_TEST_EMAIL');
  if (statusOf(address) === 'Success') return console.log(`${address} is verified; no mail is needed.`);
  call('verify-email-identity', '--email-address', address);
  console.log(`SES writes to ${address} now. Open that mail and follow its link within 24 hours.`);
});

function statusOf(address) {
  const { VerificationAttributes } = call('get-identity-verification-attributes', '--identities', address);
  return VerificationAttributes?.[address]?.VerificationStatus;
}

function call(...args) {
  const answer = aws(['ses', ...args], { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new UserError(`aws ses ${args[0]}: ${answer.message}`);
}
