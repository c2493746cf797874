'use strict';
// Stands in for what a library loads at import and our code never calls. Whoever calls it after all learns why it fails.
function leftOut() {
  throw new Error('this part of a library is left out of the bundle (scripts/slim)');
}
// Where a library takes a part by its name, that name is left out just the same.
module.exports = Object.assign(leftOut, { RateLimiter: leftOut, Sha256Js: leftOut, Md5Js: leftOut });
