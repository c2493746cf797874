import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES, sourceFoldersOf } from '../../../deployment/manifest.ts';

/** What the operator typed, in the environment and on the command line. */
export interface StackOptions {
  readonly port: number;
  readonly awsPort: number;
  readonly speed: number;
  /** Machines read the terminal: one JSON document per line. */
  readonly json: boolean;
  /** Sources that change are rebuilt. */
  readonly watch: boolean;
  /** Seed of the mix of faults to start with. */
  readonly chaosSeed: number | undefined;
  /** Where other bundles than the built ones are: each function's folder with its `dist/<function>.zip`. */
  readonly functionsFolder: string | undefined;
  /** The function behind the request guard runs in the place of the other. */
  readonly hasGuard: boolean;
}

/** Something that the operator can put right; the message says what to type. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
  }
}

/** @throws UserError for the first setting that makes no sense. */
export function readOptions(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): StackOptions {
  const unknown = args.find((arg) => !/^--(json|watch|chaos=\d+)$/.test(arg));
  if (unknown !== undefined)
    throw new UserError(
      `Unknown argument ${unknown}: there are --json, --watch and --chaos=SEED (a whole number).`,
    );
  const chaos = args.find((arg) => arg.startsWith('--chaos='));
  return {
    port: readPort('PORT', env['PORT'], 3000),
    awsPort: readPort('AWS_PORT', env['AWS_PORT'], 4566),
    speed: readSpeed(env['LOCAL_SPEED']),
    json: args.includes('--json'),
    watch: args.includes('--watch'),
    chaosSeed: chaos === undefined ? undefined : Number(chaos.slice('--chaos='.length)),
    functionsFolder: env['FUNCTIONS_DIR'] ? path.resolve(env['FUNCTIONS_DIR']) : undefined,
    hasGuard: readSwitch('ENABLE_REQUEST_GUARD', env['ENABLE_REQUEST_GUARD']),
  };
}

/** @throws UserError where this Node cannot run the functions as Lambda does. */
export function checkNode(version: string): void {
  if (Number(version.split('.')[0]) < 22)
    throw new UserError(
      `This is Node ${version}; the local stack needs Node 22. Type: npm start (it brings its own).`,
    );
}

/**
 * @param functionsFolder bundles from elsewhere, whose sources are unknown.
 * @throws UserError where a bundle is missing or older than its sources.
 */
export function checkBundles(root: string, functionsFolder?: string): void {
  if (functionsFolder !== undefined) {
    const missing = FUNCTION_NAMES.map((name) =>
      path.join(functionsFolder, name, 'dist', `${name}.zip`),
    ).find((zip) => !existsSync(zip));
    if (missing === undefined) return;
    throw new UserError(
      `${missing} is missing; FUNCTIONS_DIR needs <function>/dist/<function>.zip for each.`,
    );
  }
  for (const name of FUNCTION_NAMES) {
    const zip = path.join('lambda-src', name, 'dist', `${name}.zip`);
    if (!existsSync(path.join(root, zip))) throw new UserError(`${zip} is missing. Type: npm run build`);
    const builtAt = statSync(path.join(root, zip)).mtimeMs;
    const sources = sourceFoldersOf(name).map((part) => path.join('lambda-src', part, 'src'));
    if (sources.some((folder) => newestIn(path.join(root, folder)) > builtAt))
      throw new UserError(`${zip} is older than its sources. Type: npm run build`);
  }
}

/** The sentence for an error of listening; undefined for any other. */
export function portSentence(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return undefined;
  const why = code === 'EACCES' ? 'is not allowed to you' : 'is taken';
  return `Port ${port} ${why}. Type: PORT=0 AWS_PORT=0 npm start (0 takes free ports; any two numbers do).`;
}

function readPort(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UserError(`${name} must be a number from 0 to 65535 (0 takes a free port).`);
  return Number(text);
}

function readSwitch(name: string, text: string | undefined): boolean {
  if (text === undefined || text === '' || text === 'OFF') return false;
  if (text !== 'ON') throw new UserError(`${name} must be ON or OFF.`);
  return true;
}

function readSpeed(text: string | undefined): number {
  if (text === undefined || text === '') return 1;
  const speed = Number(text);
  if (!(speed > 0 && speed <= 10_000))
    throw new UserError('LOCAL_SPEED must be a number above 0, such as 1 or 30.');
  return speed;
}

function newestIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}
