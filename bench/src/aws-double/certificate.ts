import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';

/** A certificate for `localhost` that only processes started with `caFile` believe. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** For `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** Removes the file. */
  forget(): Promise<void>;
}

/** A key of the kind that AWS's own endpoints use, so that a handshake costs the client what it costs there. */
export async function createCertificate(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'rsa',
    keySize: 2_048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'fintech-solution-bench-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, cert);
  return { key, cert, caFile, forget: () => rm(folder, { recursive: true, force: true }) };
}
