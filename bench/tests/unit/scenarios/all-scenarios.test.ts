import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FUNCTION_NAMES } from '../../../../deployment/manifest.ts';

const source = path.join(__dirname, '../../../src');

describe('the scenarios', () => {
  it('are the only files of the bench that name a function', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(ts|mjs)$/.test(file),
    );
    const others = files.filter(
      (file) => !FUNCTION_NAMES.some((name) => name === path.basename(file, '.ts')),
    );

    const naming = others.filter((file) =>
      FUNCTION_NAMES.some((name) =>
        new RegExp(`['"\`/]${name}['"\`/]`).test(readFileSync(path.join(source, file), 'utf8')),
      ),
    );

    expect(naming).toEqual([]);
  });

  it('are asked for by the name of a function that has none', () => {
    const loader = pathToFileURL(path.join(source, 'scenarios/all-scenarios.ts')).href;

    const { stderr, status } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `await (await import('${loader}')).loadScenarios(['new-function']);`],
      { encoding: 'utf8' },
    );

    expect(status).toBe(1);
    expect(stderr).toContain('write bench/src/scenarios/{new-function}.ts');
  });
});
