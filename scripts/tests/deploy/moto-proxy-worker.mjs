// The proxy in a thread of its own, so that the test may wait for a program that itself waits for the proxy.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { gaps } from './moto-gaps.mjs';
import { startMotoProxy } from './moto-proxy.mjs';

/** Starts it; `calls()` gives every call so far. */
export async function startProxyThread(motoPort) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { motoPort } });
  const [{ url }] = await once(worker, 'message');
  const calls = async () => {
    worker.postMessage('calls');
    return (await once(worker, 'message'))[0].calls;
  };
  return { url, calls, stop: () => worker.terminate() };
}

if (!isMainThread && workerData?.motoPort) {
  const proxy = await startMotoProxy({ motoPort: workerData.motoPort, gaps });
  parentPort.postMessage({ url: proxy.url });
  parentPort.on('message', () => parentPort.postMessage({ calls: proxy.calls }));
}
