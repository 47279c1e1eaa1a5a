import { createCipheriv, createHash } from 'node:crypto';

/**
 * Octets that look random and are the same in every run: AES-256 in counter mode under a key made from the seed.
 * Structurally the `RandomBytes` of engine and server.
 */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return (length) => Uint8Array.from(stream.update(Buffer.alloc(length)));
}
