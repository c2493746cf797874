/** What the tests compare is JavaScript without types: two packages, and the stand-ins that take their place. */
declare module 'debug';
declare module 'semver';
declare module '*.cjs';
