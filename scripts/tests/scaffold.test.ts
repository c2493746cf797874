import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../bundle.ts';

const REPOSITORY = path.resolve(__dirname, '../..');

/** A copy of what the scaffold reads and what its functions import. */
function setup() {
  const root = mkdtempSync(path.join(tmpdir(), 'scaffold-'));
  for (const folder of ['deployment', 'lambda-src/domain', 'lambda-src/runtime', 'scripts/stubs'])
    cpSync(path.join(REPOSITORY, folder), path.join(root, folder), { recursive: true });
  mkdirSync(path.join(root, 'infra-as-code/modules/common'), { recursive: true });
  symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  const scaffold = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/scaffold.mjs', '--root', root, ...args], {
      cwd: REPOSITORY,
      encoding: 'utf8',
    });
  const manifest = () => JSON.parse(readFileSync(path.join(root, 'deployment/manifest.json'), 'utf8'));
  return { root, scaffold, manifest };
}

describe('npm run scaffold', () => {
  let world: ReturnType<typeof setup>;
  beforeEach(() => (world = setup()));
  afterEach(() => rmSync(world.root, { recursive: true, force: true }));

  it.each([
    [['--routes'], { kind: 'routes' }],
    [['--queue', 'letters'], { kind: 'queue', queue: 'letters' }],
    [['--every', '60'], { kind: 'schedule', schedule: 'count-letters' }],
  ])('makes a function for %j that bundles', async (trigger, expected) => {
    const { root, scaffold, manifest } = world;

    const { status, stdout } = scaffold('count-letters', ...trigger);

    expect({ status, made: stdout.match(/^made .+$/gm) }).toMatchObject({ status: 0 });
    expect(manifest().functions['count-letters'].trigger).toMatchObject(expected);
    const { errors } = await bundle(root, { folder: 'count-letters', entry: 'app' });
    expect(errors).toEqual([]);
    const [terraform] = readdirSync(path.join(root, 'infra-as-code/modules/common'));
    expect(terraform).toMatch(/^\d\d-count-letters\.lambda\.tf$/);
  });

  it('adds lines to the manifest and leaves the others as they are', () => {
    const { root, scaffold } = world;
    const lines = () =>
      readFileSync(path.join(root, 'deployment/manifest.json'), 'utf8')
        .split('\n')
        .map((line) => line.replace(/,$/, ''));
    const before = lines();

    scaffold('count-letters', '--queue', 'letters');

    const after = new Set(lines());
    expect(before.filter((line) => !after.has(line))).toEqual([]);
  });

  it('makes the queue and the schedule that the function needs', () => {
    const { scaffold, manifest } = world;

    scaffold('count-letters', '--queue', 'letters');
    scaffold('sweep-letters', '--every', '300');

    expect(manifest().queues['letters']).toMatchObject({ maxReceiveCount: 10 });
    expect(manifest().schedules['sweep-letters']).toEqual({ everySeconds: 300 });
  });

  it.each([
    ['no trigger', ['count-letters']],
    ['two triggers', ['count-letters', '--routes', '--every', '60']],
    ['a name that is not kebab-case', ['countLetters', '--routes']],
    ['a function that exists', ['authorizer', '--routes']],
    ['a queue that a function receives from already', ['count-letters', '--queue', 'account-requests']],
    ['a rate below a minute', ['count-letters', '--every', '30']],
  ])('refuses %s with a sentence, and changes nothing', (_what, args) => {
    const { scaffold, manifest } = world;
    const before = manifest();

    const { status, stderr } = scaffold(...args);

    expect(status).toBe(2);
    expect(stderr.trim()).not.toBe('');
    expect(manifest()).toEqual(before);
  });
});
