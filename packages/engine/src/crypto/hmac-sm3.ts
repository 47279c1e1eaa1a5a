import { Sm3, sm3 } from './sm3.ts';
import { engine } from './wasm/engine.ts';
import { DATA, DATA_SIZE, KEY, OUT, put, putAll, take, totalLength, wipe } from './wasm/io.ts';

const BLOCK_OCTETS = 64;

/** HMAC (RFC 2104) with SM3 over the parts joined: 32 octets. Keys longer than a block are hashed first. */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const blockKey = key.length > BLOCK_OCTETS ? sm3(key) : key;
  const length = totalLength(parts);
  if (length > DATA_SIZE) return hmacOfPieces(blockKey, parts);
  put(blockKey, KEY);
  putAll(parts, DATA);
  engine().call.hmac(KEY, DATA, length, OUT);
  wipe(KEY, BLOCK_OCTETS);
  wipe(DATA, length);
  return take(OUT, 32);
}

function hmacOfPieces(blockKey: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const inner = new Uint8Array(BLOCK_OCTETS).fill(0x36);
  const outer = new Uint8Array(BLOCK_OCTETS).fill(0x5c);
  for (let i = 0; i < blockKey.length; i++) {
    const octet = blockKey[i] as number;
    inner[i] = octet ^ 0x36;
    outer[i] = octet ^ 0x5c;
  }
  const hash = new Sm3().update(inner);
  for (const part of parts) hash.update(part);
  const tag = new Sm3().update(outer).update(hash.digest()).digest();
  inner.fill(0);
  outer.fill(0);
  return tag;
}
