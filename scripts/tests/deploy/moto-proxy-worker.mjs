// The proxy in a thread of its own, so that the test may wait for a program that itself waits for the proxy.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { expiredCredentials } from './expired-credentials.mjs';
import { gaps } from './moto-gaps.mjs';
import { startMotoProxy } from './moto-proxy.mjs';

/** Starts it; `calls()` gives every call so far, `tell` gives the gaps a fact that they cannot know. */
export async function startProxyThread(motoPort) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { motoPort } });
  const [{ url }] = await once(worker, 'message');
  const calls = async () => {
    worker.postMessage('calls');
    return (await once(worker, 'message'))[0].calls;
  };
  const tell = (name, value) => worker.postMessage({ name, value });
  return { url, calls, tell, stop: () => worker.terminate() };
}

if (!isMainThread && workerData?.motoPort) {
  const proxy = await startMotoProxy({
    motoPort: workerData.motoPort,
    gaps: [expiredCredentials, ...gaps],
  });
  parentPort.postMessage({ url: proxy.url });
  parentPort.on('message', (message) => {
    if (message === 'calls') parentPort.postMessage({ calls: proxy.calls });
    else proxy.memory.set(message.name, message.value);
  });
}
