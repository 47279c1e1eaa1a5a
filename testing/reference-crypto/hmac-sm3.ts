import { sm3, sm3Of } from './sm3.ts';

const BLOCK_OCTETS = 64;

/** HMAC (RFC 2104) with SM3 over the parts joined: 32 octets. Keys longer than a block are hashed first. */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const blockKey = key.length > BLOCK_OCTETS ? sm3(key) : key;
  const inner = new Uint8Array(BLOCK_OCTETS).fill(0x36);
  const outer = new Uint8Array(BLOCK_OCTETS).fill(0x5c);
  for (let i = 0; i < blockKey.length; i++) {
    const octet = blockKey[i] as number;
    inner[i] = octet ^ 0x36;
    outer[i] = octet ^ 0x5c;
  }
  const tag = sm3Of(outer, sm3Of(inner, ...parts));
  inner.fill(0);
  outer.fill(0);
  return tag;
}
