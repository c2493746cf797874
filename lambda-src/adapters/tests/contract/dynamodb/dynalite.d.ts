declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in this process; it listens nowhere until it is told to. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
