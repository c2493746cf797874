/** What a package's file is called inside it: `jose/dist/index.js`, wherever it is installed. */
export function inPackage(file) {
  return file
    .split(/[\\/]node_modules[\\/]/)
    .at(-1)
    .replaceAll('\\', '/');
}
