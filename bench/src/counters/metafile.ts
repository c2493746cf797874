/** The part of esbuild's metafile that says what a bundle is made of. */
export interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
      }
    >
  >;
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

function packageOf(file: string): string {
  const inPackage = file.split('node_modules/').at(-1) ?? file;
  const isScoped = inPackage.startsWith('@') || inPackage === file;
  return inPackage
    .split('/')
    .slice(0, isScoped ? 2 : 1)
    .join('/');
}
