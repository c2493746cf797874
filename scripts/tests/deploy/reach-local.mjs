// Preloaded into a task's Node (NODE_OPTIONS=--import …): the addresses that the deployment and .envrc name lead nowhere
// here, so a call of one goes to its stand-in on this machine. REACH_LOCAL holds `{ address: stand-in }`. Any other
// address stays as it is, and one that is wrong is not reached.
import process from 'node:process';

const standIns = Object.entries(JSON.parse(process.env.REACH_LOCAL ?? '{}'));
const reach = globalThis.fetch;

globalThis.fetch = (address, init) => {
  const found = standIns.find(([prefix]) => String(address).startsWith(`${prefix}/`));
  return reach(found ? String(address).replace(...found) : address, init);
};
