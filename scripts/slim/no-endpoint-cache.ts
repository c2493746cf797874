// Stands in for the AWS SDK's cache of discovered DynamoDB endpoints in a bundle. Endpoint discovery is off unless a
// setting turns it on, and nothing sets it; the real one brings an LRU cache along.

/** A cache that keeps nothing, which is what one is before its first use. */
export class EndpointCache {
  get(): undefined {
    return undefined;
  }
  getEndpoint(): undefined {
    return undefined;
  }
  has(): boolean {
    return false;
  }
  set(): void {}
  delete(): void {}
  clear(): void {}
}
