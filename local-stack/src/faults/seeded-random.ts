/**
 * A number in [0, 1) that depends on nothing but the seed, the stream's name and how many were drawn from it.
 *
 * Streams are independent: the third roll of one call site is the same whatever other sites rolled in between,
 * so a replay needs the same order per site only, not the same interleaving of concurrent calls.
 * FNV-1a spreads the name, mulberry32's finaliser mixes it: good enough for dice, not for secrets.
 */
export function seededFraction(seed: number, stream: string, index: number): number {
  let state = (fnv1a(`${seed}:${stream}`) + Math.imul(index + 1, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 0x1_0000_0000;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
