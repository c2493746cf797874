/**
 * One segment of a path, which a REST API hands over percent-encoded. Decoded exactly once: a second escape (`%2532`) stays an
 * escape, so nothing can be smuggled past a check that decodes a different number of times.
 *
 * @returns undefined for a bad escape, on which `decodeURIComponent` throws.
 */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
