// In place of semver: the bundles are built for Node 22, which is newer than what jsonwebtoken asks for.
exports.satisfies = () => true;
