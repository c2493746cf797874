// SQS in a process of its own, because jest cannot load what is an ES module only. Prints where it listens, and
// ends when its parent process does.
import { buildApp } from 'fauxqs';

const app = buildApp({ logger: false, defaultRegion: 'ca-central-1' });
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
process.stdin.resume().once('end', () => process.exit(0));
