// How the deploy test counts, and what it says of a check that did not hold.

export const tally = { passed: 0, failed: 0 };

/** Runs one check, says how it went, and goes on; true where it held. */
export async function test(title, work) {
  const started = Date.now();
  try {
    await work();
    tally.passed += 1;
    console.log(`ok   ${title} (${Math.round((Date.now() - started) / 1_000)} s)`);
    return true;
  } catch (error) {
    tally.failed += 1;
    console.log(`FAIL ${title}\n     ${error.message.replaceAll('\n', '\n     ')}`);
    return false;
  }
}

export function includes(text, ...parts) {
  for (const part of parts)
    if (!text.includes(part)) throw new Error(`expected to read "${part}" in:\n${text.slice(-3_000)}`);
}

/** Never says what it looked for: that may be a secret. */
export function excludes(text, ...parts) {
  for (const part of parts) if (text.includes(part)) throw new Error('found what must not be there');
}

export function equal(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`got ${JSON.stringify(actual)}, want ${JSON.stringify(expected)}`);
}
