import { sm3 } from '@medsign/engine/crypto/sm3';
import type { RandomBytes } from '../platform/random.ts';

/** 256 random bits as Base64url: for links, cookies and client secrets. Only its SM3 is stored. */
export function newToken(random: RandomBytes): { readonly token: string; readonly hash: Uint8Array } {
  const token = Buffer.from(random(32)).toString('base64url');
  return { token, hash: tokenHash(token) };
}

/** SM3 is enough without a salt or many rounds: the token has 256 bits of its own. */
export function tokenHash(token: string): Uint8Array {
  return sm3(new TextEncoder().encode(token));
}
