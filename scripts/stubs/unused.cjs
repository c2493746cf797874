// In place of a package that nothing calls (scripts/bundle.ts names them).
function unused() {
  throw new Error('this package is not part of the bundle');
}
// Where a library takes a part of the package by its name, the part throws too.
module.exports = Object.assign(unused, { RateLimiter: unused, importJWK: unused, exportSPKI: unused });
