/**
 * True where a Content-Type or Accept header names one of the API's binary media types; of an Accept header only the
 * first entry counts. `*` matches, so a binary media type of any kind makes everything binary.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const named = header?.split(',')[0]?.split(';')[0]?.trim().toLowerCase();
  return binaryMediaTypes.some((type) => {
    const declared = type.toLowerCase();
    if (declared === '*/*') return true;
    if (named === undefined) return false;
    return declared.endsWith('/*') ? named.startsWith(declared.slice(0, -1)) : declared === named;
  });
}
