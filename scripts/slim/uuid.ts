// Stands in for how the AWS SDK makes the id of a call (`amz-sdk-invocation-id`), in a bundle. The SDK asks the global
// `crypto`, which makes Node load all of Web Crypto; node:crypto, loaded anyway, has the same function.
import { randomUUID } from 'node:crypto';

/** The maker of version 4 UUIDs; the SDK hands over its source of random bytes, for runtimes that have no such maker. */
export function bindV4(): () => string {
  return () => randomUUID();
}
