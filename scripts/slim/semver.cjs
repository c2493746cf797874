'use strict';
// Stands in for semver in a bundle. jsonwebtoken asks it whether this Node has features of Node 6 to 16; the bundle
// is built for Node 22.
exports.satisfies = () => true;
