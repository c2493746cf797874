// Long work, told as it goes: numbered, timed, and never silent for long where no cursor blinks.
import { createInterface } from 'node:readline/promises';
import process from 'node:process';

const HEARTBEAT_MS = 30_000;

/** A failure that the operator can mend: its message is the sentence that says how, and no stack is shown. */
export class UserError extends Error {}

/** Runs `[title, work]` in order; stops at the first that throws. */
export async function runSteps(steps) {
  for (const [index, [title, work]] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${title}`;
    const started = Date.now();
    console.log(`\n${label}`);
    const beat = process.stdout.isTTY
      ? undefined
      : setInterval(() => console.log(`${label}: still at it after ${seconds(started)}`), HEARTBEAT_MS);
    try {
      await work();
    } finally {
      clearInterval(beat);
    }
    console.log(`${label}: done in ${seconds(started)}`);
  }
}

function seconds(started) {
  return `${((Date.now() - started) / 1_000).toFixed(1)} s`;
}

/** One line from the operator; empty at the end of the input. */
export async function ask(question) {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await Promise.race([
      lines.question(question),
      new Promise((resolve) => lines.once('close', () => resolve(''))),
    ]);
  } finally {
    lines.close();
  }
}

/** Goes on after --yes or the operator's own; `again` says what to type where there is no terminal to ask on. */
export async function confirmOrStop(question, { yes, again }) {
  if (yes) return console.log('Confirmed by --yes.');
  if (!process.stdin.isTTY)
    throw new UserError(`Nothing was changed: there is no terminal to ask on. ${again}`);
  const answer = await ask(`${question} (y/N) `);
  if (!/^(y|yes|o|oui)$/i.test(answer.trim())) throw new UserError('Nothing was changed.');
}

/** Runs a command's main function: what the operator can mend is one sentence, anything else keeps its stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof UserError ? `\n✗ ${error.message}` : error);
    process.exitCode = 1;
  }
}
