/** What the module offers. Every address points into IO, unless it is a slot of a key table. */
import { buildBaseTable } from './comb';

export { signBatch, verifyBatch } from './batch';
export { ghash, ghashKey, wipeGhash } from './ghash';
export {
  addPoints,
  decompress,
  kdfMask,
  multiplyGenerator,
  multiplyPoint,
  scalarInverse,
  scalarMultiplyAdd,
} from './operations';
export { checkPrivateKey, publicKey, sign, signWithNonce } from './sign';
export { hmac, sm3, sm3Blocks, sm3Finish, sm3FourBlocks, sm3FourFinish, sm3FourStart, sm3Start } from './sm3';
export { sm4Blocks, sm4CbcDecrypt, sm4CbcEncrypt, sm4CbcMac, sm4Ctr, sm4Schedule, wipeSm4 } from './sm4';
export { buildKeyTable, validPoint, verify, verifyWithTable } from './verify';

/** Called once after instantiation. */
export function initialise(): void {
  buildBaseTable();
}

/** First octet behind constants and scratch: must stay below IO; the build checks it. */
export function scratchEnd(): usize {
  return __heap_base;
}
