// Stands in for safe-buffer, which on every Node since 4.5 is node:buffer itself.
export { Buffer } from 'node:buffer';
