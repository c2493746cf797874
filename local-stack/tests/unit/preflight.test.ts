import { FUNCTION_NAMES, MANIFEST } from '../../../deployment/manifest.ts';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkBundles, checkNode, portSentence, readOptions } from '../../src/setup/preflight.ts';

describe('readOptions', () => {
  it('has a default for everything', () => {
    expect(readOptions({}, [])).toEqual({
      port: 3000,
      awsPort: 4566,
      speed: 1,
      json: false,
      watch: false,
      chaosSeed: undefined,
      functionsFolder: undefined,
      hasGuard: false,
    });
  });

  it('reads what was typed', () => {
    expect(
      readOptions({ PORT: '0', AWS_PORT: '65535', LOCAL_SPEED: '0.5' }, ['--json', '--chaos=42', '--watch']),
    ).toEqual({
      port: 0,
      awsPort: 65_535,
      speed: 0.5,
      json: true,
      watch: true,
      chaosSeed: 42,
      hasGuard: false,
    });
  });

  it('takes bundles from elsewhere, from wherever it is started', () => {
    expect(readOptions({ FUNCTIONS_DIR: 'elsewhere' }, []).functionsFolder).toBe(path.resolve('elsewhere'));
    expect(readOptions({ FUNCTIONS_DIR: '' }, []).functionsFolder).toBeUndefined();
  });

  it('runs the function behind the request guard where it is on', () => {
    expect(readOptions({ ENABLE_REQUEST_GUARD: 'ON' }, []).hasGuard).toBe(true);
    expect(readOptions({ ENABLE_REQUEST_GUARD: 'OFF' }, []).hasGuard).toBe(false);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readOptions({ PORT: '', AWS_PORT: '', LOCAL_SPEED: '', ENABLE_REQUEST_GUARD: '' }, [])).toEqual(
      readOptions({}, []),
    );
  });

  it.each([
    ['PORT', { PORT: 'http' }, []],
    ['PORT', { PORT: '65536' }, []],
    ['AWS_PORT', { AWS_PORT: '-1' }, []],
    ['LOCAL_SPEED', { LOCAL_SPEED: '0' }, []],
    ['LOCAL_SPEED', { LOCAL_SPEED: 'fast' }, []],
    ['LOCAL_SPEED', { LOCAL_SPEED: 'Infinity' }, []],
    ['ENABLE_REQUEST_GUARD', { ENABLE_REQUEST_GUARD: 'true' }, []],
    ['--chaos=', {}, ['--chaos=']],
    ['--nope', {}, ['--nope']],
  ])('says what is wrong with %s', (named, env, args) => {
    expect(() => readOptions(env, args)).toThrow(named);
  });
});

describe('checkNode', () => {
  it('wants Lambda’s Node or a newer one, and says how to get it', () => {
    expect(() => checkNode('22.23.2')).not.toThrow();
    expect(() => checkNode('24.1.0')).not.toThrow();
    expect(() => checkNode('20.20.2')).toThrow('Type: npm start');
  });
});

describe('checkBundles', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'preflight-'));
  const sources = [...MANIFEST.layers, ...FUNCTION_NAMES].map((name) =>
    path.join(root, 'lambda-src', name, 'src', 'deep', 'file.ts'),
  );
  const zips = FUNCTION_NAMES.map((name) => path.join(root, 'lambda-src', name, 'dist', `${name}.zip`));
  const age = (file: string, seconds: number): void => utimesSync(file, seconds, seconds);

  beforeEach(() => {
    for (const file of [...sources, ...zips]) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, '');
      age(file, file.endsWith('.zip') ? 2_000 : 1_000);
    }
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it('is content with bundles newer than their sources', () => {
    expect(() => checkBundles(root)).not.toThrow();
  });

  it.each(zips)('misses %s', (zip) => {
    rmSync(zip);
    expect(() => checkBundles(root)).toThrow(`${path.relative(root, zip)} is missing. Type: npm run build`);
  });

  it('asks nothing but presence of bundles from elsewhere', () => {
    const elsewhere = path.join(root, 'lambda-src');
    for (const source of sources) age(source, 3_000);
    expect(() => checkBundles('/nowhere', elsewhere)).not.toThrow();
    rmSync(zips[1]!);
    expect(() => checkBundles('/nowhere', elsewhere)).toThrow(`${zips[1]} is missing`);
  });

  it.each(sources)('notices a change of %s', (source) => {
    age(source, 3_000);
    expect(() => checkBundles(root)).toThrow('is older than its sources. Type: npm run build');
  });
});

describe('portSentence', () => {
  it('says what to type when a port is taken', () => {
    expect(portSentence(Object.assign(new Error(), { code: 'EADDRINUSE', port: 3000 }))).toBe(
      'Port 3000 is taken. Type: PORT=0 AWS_PORT=0 npm start (0 takes free ports; any two numbers do).',
    );
  });

  it('knows nothing about other errors', () => {
    expect(portSentence(new Error('x'))).toBeUndefined();
    expect(portSentence(undefined)).toBeUndefined();
  });
});
