/** The part of esbuild's metafile that says what a bundle is made of. */
export interface Metafile {
  readonly outputs: Readonly<Record<string, Output>>;
}

interface Output {
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

/** Bytes of minified code by package; code of this repository counts by workspace. */
export function bytesByPackage({ outputs }: Metafile): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0) continue;
      const name = packageOf(file);
      bytes[name] = (bytes[name] ?? 0) + bytesInOutput;
    }
  }
  return bytes;
}

/** Of two nested `node_modules` the inner one names the package; a path may also lead out of this folder and back. */
function packageOf(file: string): string {
  const inPackage = file.split('node_modules/').at(-1) ?? file;
  if (inPackage === file) return /lambda-src\/[^/]+/.exec(file)?.[0] ?? file;
  return inPackage
    .split('/')
    .slice(0, inPackage.startsWith('@') ? 2 : 1)
    .join('/');
}
