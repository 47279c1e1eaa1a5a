/** What the module offers. Every address points into IO, unless it is a slot of a key table. */
import { buildBaseTable } from './comb';
export { signBatch, verifyBatch } from './batch';
export { publicKey, sign } from './sign';
export { hmac, sm3, sm3Blocks, sm3Finish, sm3Four, sm3Start } from './sm3';
export { buildKeyTable, validPoint, verify, verifyWithTable } from './verify';

/** Called once after instantiation. */
export function initialise(): void {
  buildBaseTable();
}

/** First octet behind constants and scratch: must stay below IO; the build checks it. */
export function scratchEnd(): usize {
  return __heap_base;
}
