// Stands in a bundle for a whole package that no function calls (scripts/bundle.ts names them).
module.exports = function stub() {
  throw new Error('this package is not part of the bundle');
};
