import { registerHooks } from 'node:module';
import type { SourceEdit } from './mutation.ts';

/**
 * From now on this thread loads the code with this change. The file on disk stays as it is.
 *
 * @throws Error, when the file is loaded, if the text is not there exactly once: a self-test that changes nothing
 *   proves nothing.
 */
export function applyMutation({ file, find, replace }: SourceEdit): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/lambda-src/${file}`)) return loaded;
      const source = String(loaded.source);
      if (source.split(find).length !== 2)
        throw new Error(`The mutation's text is not there exactly once in ${file}: ${find}`);
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
}
