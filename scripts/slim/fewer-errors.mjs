// Leaves out of a bundle the error classes of AWS operations that we do not call: a client knows some hundred errors
// (Systems Manager alone 150), and all of them are made at every cold start.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Every AWS operation that a function calls. A bundle with a command that is not listed does not build. */
export const COMMANDS = {
  // The client brings DescribeEndpoints itself, for endpoint discovery, which is off.
  dynamodb: ['GetItem', 'PutItem', 'UpdateItem', 'DescribeEndpoints'],
  sqs: ['SendMessage', 'ChangeMessageVisibility'],
  ses: ['SendEmail'],
  ssm: ['GetParameter'],
};

const SCHEMAS = /[\\/]@aws-sdk[\\/]client-(\w+)[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const COMMAND = /@aws-sdk\/client-(\w+)\/dist-es\/commands\/(\w+)Command\.js$/;
const REGISTRATION = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/** An esbuild plugin. Measured, with the stand-ins of the AWS clients: CPU time of the import ×0.8, zip −20 KB. */
export const fewerErrors = {
  name: 'fewer-errors',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, ({ path: file }) => {
      const [, service] = SCHEMAS.exec(file);
      const kept = errorsOf(service, path.resolve(path.dirname(file), '../..'));
      return { contents: withPlainKeys(keepErrors(readFileSync(file, 'utf8'), kept)), loader: 'js' };
    });
    build.onEnd(({ metafile = { outputs: {} } }) => ({
      errors: unlistedCommands(metafile).map((text) => ({ text })),
    }));
  },
};

/** The errors that the called operations declare, from the types that the client's package brings. */
export function errorsOf(service, packageFolder) {
  const names = (COMMANDS[service] ?? []).flatMap((command) => {
    const types = path.join(packageFolder, 'dist-types', 'commands', `${command}Command.d.ts`);
    return [...readFileSync(types, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name);
  });
  if (names.length === 0)
    throw new Error(`no error is declared by the operations of ${service} that are listed`);
  return new Set(names);
}

/**
 * The client's schemas with these errors only. One that is not registered reaches us all the same, with its name,
 * status, fault and message, as an instance of the service's base error.
 */
export function keepErrors(schemas, kept) {
  let found = 0;
  const text = schemas.replace(REGISTRATION, (line, name) => {
    if (!kept.has(name)) return '';
    found += 1;
    return line;
  });
  if (found === 0) throw new Error('the client registers its errors in another way now: adapt scripts/slim');
  return text;
}

/**
 * The schemas with `{ "error": … }` for `{ [_e]: … }`: to a bundler a computed key may run code, so it keeps whole
 * schemas that nobody uses.
 */
export function withPlainKeys(schemas) {
  const names = new Map(
    [...schemas.matchAll(/^const (_\w+) = ("\w+");$/gm)].map(([, name, text]) => [name, text]),
  );
  return schemas.replace(/\[(_\w+)\]:/g, (key, name) => (names.has(name) ? `${names.get(name)}:` : key));
}

function unlistedCommands({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => {
    const [, service, command] = COMMAND.exec(file) ?? [];
    const isListed = service === undefined || COMMANDS[service]?.includes(command);
    return isListed || bytesInOutput === 0
      ? []
      : [`list ${service} ${command} in scripts/slim/fewer-errors.mjs`];
  });
}
