import { registerHooks } from 'node:module';
import type { Removal } from './guard.ts';

/**
 * From now on this thread loads the code without a guard. The file on disk stays as it is.
 *
 * @throws Error, when the file is loaded, if the guard's text is not there exactly once: a guard that cannot be
 *   found was not taken out, and a self-test that takes nothing out proves nothing.
 */
export function removeGuard({ file, find, replace }: Removal): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/lambda-src/${file}`)) return loaded;
      const source = String(loaded.source);
      if (source.split(find).length !== 2)
        throw new Error(`The guard's text is not there exactly once in ${file}: ${find}`);
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
}
