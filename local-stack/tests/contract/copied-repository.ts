import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const PARTS = ['deployment', 'infra-as-code', 'lambda-src', 'local-stack', 'scripts'];
const FILES = ['package.json', 'package-lock.json'];

/** A temporary copy of what the local stack is made of, which a test may edit and must remove. */
export function copyRepository(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'fintech-solution-copy-'));
  const filter = (file: string): boolean => !/node_modules|\.terraform|[/\\]tests$/.test(file);
  for (const part of [...PARTS, ...FILES])
    cpSync(path.join(ROOT, part), path.join(copy, part), {
      recursive: true,
      preserveTimestamps: true,
      filter,
    });
  for (const folder of ['node_modules', 'local-stack/node_modules'])
    symlinkSync(path.join(ROOT, folder), path.join(copy, folder), 'junction');
  return copy;
}
