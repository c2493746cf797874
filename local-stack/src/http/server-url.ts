import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** The address that a listening server is really bound to, without a trailing slash. */
export function urlOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `http://${address}:${port}`;
}
