// The Terraform files as text, for what no plan shows.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { infra } from '../terraform.mjs';

/** `{ [path below infra-as-code]: text }` of every Terraform file and template, and of .envrc.example. */
export function readSources() {
  const files = readdirSync(infra, { recursive: true }).filter(
    (file) => /(\.tf(vars\.example)?|\/templates\/.+)$/.test(file) && !file.includes('.terraform'),
  );
  return Object.fromEntries(
    [...files, '../.envrc.example'].map((file) => [file, readFileSync(path.join(infra, file), 'utf8')]),
  );
}

/** The variables that a file declares: `{ name, block }`. */
export const variablesOf = (text) => blocksOf(text, 'variable');

/** The blocks of this kind: `{ name, block }`. */
export function blocksOf(text, kind) {
  return [...text.matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n([\\s\\S]*?)^\\}$`, 'gm'))].map(
    ([, name, block]) => ({ name, block }),
  );
}

/** Changes a file; throws where the text is not there, because the file would then be a good one. */
export function replaceIn(sources, file, pattern, replacement) {
  const changed = sources[file].replace(pattern, replacement);
  if (changed === sources[file]) throw new Error(`${file} no longer holds ${pattern}`);
  sources[file] = changed;
}
