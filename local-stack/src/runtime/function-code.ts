import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';

/** One unpacked version of a function's zip. */
export interface CodeVersion {
  /** First characters of the zip's SHA-256; another version means a cold start. */
  readonly hash: string;
  readonly folder: string;
}

/** A function's zip on disk, unpacked again when its content changes. */
export interface FunctionCode {
  /**
   * The version to run now. Looks at the file's time and size first, so that asking per invocation is cheap.
   * Rejects where the zip cannot be read; a zip that is just being rewritten keeps the last good version.
   */
  current(): Promise<CodeVersion>;
}

/** Watches one zip lazily, without a watcher: it is looked at when a function is about to run. */
export function createFunctionCode(options: { zipPath: string; folder: string }): FunctionCode {
  let known: { stamp: string; version: CodeVersion } | undefined;
  let running: Promise<CodeVersion> | undefined;

  const refresh = async (): Promise<CodeVersion> => {
    try {
      const stamp = await fileStamp(options.zipPath);
      if (known?.stamp !== stamp) known = { stamp, version: await unpack(options, known?.version) };
    } catch (error) {
      // A build writes the file in several steps; what runs keeps running until the new zip is whole.
      if (known === undefined) throw error;
    }
    return known.version;
  };
  return {
    current: () => (running ??= refresh().finally(() => (running = undefined))),
  };
}

async function fileStamp(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file);
  return `${mtimeMs}-${size}-${ino}`;
}

async function unpack(
  { zipPath, folder }: { zipPath: string; folder: string },
  last: CodeVersion | undefined,
): Promise<CodeVersion> {
  const zip = await readFile(zipPath);
  const hash = createHash('sha256').update(zip).digest('hex').slice(0, 12);
  if (hash === last?.hash) return last;
  const files = unzipSync(zip);
  const target = path.join(folder, hash);
  for (const [name, content] of Object.entries(files)) await writeInside(target, name, content);
  return { hash, folder: target };
}

/** A zip's names are relative; one that climbs out of its folder is refused, never followed. */
async function writeInside(target: string, name: string, content: Uint8Array): Promise<void> {
  const file = path.resolve(target, name);
  if (!file.startsWith(target + path.sep))
    throw new Error(`the zip names a file outside its folder: ${name}`);
  if (name.endsWith('/')) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}
