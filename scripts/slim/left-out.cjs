'use strict';
// Stands in for what a library loads at import and our code never calls. Whoever calls it after all learns why it fails.
function leftOut() {
  throw new Error('this part of a library is left out of the bundle (scripts/slim)');
}
module.exports = leftOut;
// What is taken out of a module by name is left out just the same.
module.exports.RateLimiter = leftOut;
