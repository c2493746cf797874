// Stands in for how the AWS SDK reads ~/.aws/config and ~/.aws/credentials in a bundle. On Lambda there are none:
// region, credentials and endpoints come from the environment. The real one loads node:fs/promises and readline.

/** Every file is absent; the SDK then goes on with its defaults. */
export async function readFile(file: string): Promise<string> {
  throw Object.assign(new Error(`${file} is not read here (scripts/slim)`), { code: 'ENOENT' });
}

/** Where the SDK's own tests put what a file should say; empty, as outside of them. */
export const fileIntercept: Record<string, Promise<string>> = {};
