// One execution environment, measured from inside: loads a function as Lambda does, calls it, writes what that cost to
// file descriptor 3. Plain JavaScript with two built-ins, so that nothing but the function is on its account.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @type {{ entry: string, warmUps: number, events: object[], slices?: number }} */
const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const result = {};

// Node makes this stream when it is first asked for; here it also tells that it was.
const stdout = Object.getOwnPropertyDescriptor(process, 'stdout');
let isStdoutMade = false;
Object.defineProperty(process, 'stdout', {
  configurable: true,
  get() {
    isStdoutMade = true;
    Object.defineProperty(process, 'stdout', stdout);
    return process.stdout;
  },
});

const start = meter();
// Lambda's runtime imports an ES module and requires anything else.
const loaded = job.entry.endsWith('.mjs')
  ? await import(job.entry)
  : createRequire(import.meta.url)(job.entry);
result.init = start();
result.modules = [...process.moduleLoadList];
const wasStdoutMade = isStdoutMade;

const [first, ...others] = job.events;
const context = { getRemainingTimeInMillis: () => 300_000 };
if (first !== undefined) {
  const firstCall = meter();
  result.answer = await loaded.lambdaHandler(first, context);
  result.first = firstCall();
}
for (const event of others.slice(0, job.warmUps)) await loaded.lambdaHandler(event, context);
const measured = others.slice(job.warmUps);
if (job.slices !== undefined) {
  const size = Math.floor(measured.length / job.slices);
  result.slices = [];
  for (let slice = 0; slice < job.slices; slice += 1) {
    const part = meter();
    for (const event of measured.slice(slice * size, (slice + 1) * size))
      await loaded.lambdaHandler(event, context);
    const { cpuMs, wallMs } = part();
    result.slices.push({ cpuMs: cpuMs / size, wallMs: wallMs / size });
  }
} else if (measured.length > 0) {
  const wallMs = [];
  const warm = meter();
  for (const event of measured) {
    const began = performance.now();
    await loaded.lambdaHandler(event, context);
    wallMs.push(performance.now() - began);
  }
  const { cpuMs, idleMs } = warm();
  result.warm = { cpuMs: cpuMs / measured.length, idleMs: idleMs / measured.length, p50Ms: median(wallMs) };
}
// What the invocations loaded on top: each is a wait that INIT could have had instead.
result.lateModules = process.moduleLoadList.filter((name) => !result.modules.includes(name));
if (isStdoutMade && !wasStdoutMade) result.lateModules.push('process.stdout');
writeSync(3, JSON.stringify(result));
// Connections that are kept open would keep the process open too.
process.exit(0);

/** Starts a measurement; what it returns ends it. Idle is time in which the event loop had nothing to do but wait. */
function meter() {
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const wall = performance.now();
  return () => {
    const wallMs = performance.now() - wall;
    const { user, system } = process.cpuUsage(cpu);
    return { cpuMs: (user + system) / 1_000, wallMs, idleMs: performance.eventLoopUtilization(loop).idle };
  };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
