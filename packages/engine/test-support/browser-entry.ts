/** What browser.test.ts runs inside the browser; also the rate of signing there, for the bench. */
import { fromHex, toHex } from '../src/bytes/hex.ts';
import { runSelfTest } from '../src/crypto/self-test.ts';
import { type Sm2KeyPair, sm2Sign, sm2Verify } from '../src/crypto/sm2.ts';
import { sm2Decrypt } from '../src/crypto/sm2-encryption.ts';
import { sm3 } from '../src/crypto/sm3.ts';
import { sm4GcmEncrypt } from '../src/crypto/sm4-gcm.ts';
import { separateEngine } from '../src/crypto/wasm/engine.ts';
import { runVectors, type VectorReport } from './browser-vectors.ts';
import { withEngine } from './with-engine.ts';

export interface SuiteInput {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly messages: readonly string[];
  readonly signatures: readonly string[];
  readonly ciphertext: string;
}

/** As far as the browser's globals are needed here. */
interface BrowserGlobals {
  readonly crypto: { getRandomValues(octets: Uint8Array): Uint8Array };
  readonly performance: { now(): number };
}

const browser = globalThis as unknown as BrowserGlobals;
const random = (length: number): Uint8Array => browser.crypto.getRandomValues(new Uint8Array(length));

export function runSuite(input: SuiteInput) {
  runSelfTest();
  const key = keyOf(input);
  const messages = input.messages.map(fromHex);
  const last = messages[messages.length - 1] as Uint8Array;
  return {
    verdicts: messages.map((message, i) => sm2Verify(key.publicKey, message, fromHex(input.signatures[i] as string))),
    signatures: messages.map((message) => toHex(sm2Sign(key, message, random))),
    decrypted: toHex(sm2Decrypt(key.privateKey, fromHex(input.ciphertext))),
    hash: toHex(sm3(last)),
    sealed: toHex(sm4GcmEncrypt(key.privateKey.subarray(0, 16), new Uint8Array(12), new Uint8Array(5000))),
  };
}

/** Vectors, refusals and random properties on the engine with vectors or the one without. */
export function runVariant(variant: 'simd' | 'scalar', signatures: number): VectorReport {
  let report: VectorReport = { checks: 0, failures: ['did not run'] };
  withEngine(separateEngine(variant), () => {
    report = runVectors(random, signatures);
  });
  return report;
}

/** Signatures per second of wall time over about `milliseconds`. */
export function signRate(input: Pick<SuiteInput, 'privateKey' | 'publicKey'>, milliseconds: number): number {
  const key = keyOf(input);
  const message = random(32);
  let count = 0;
  const start = browser.performance.now();
  let spent = 0;
  while (spent < milliseconds) {
    for (let i = 0; i < 64; i++) sm2Sign(key, message, random);
    count += 64;
    spent = browser.performance.now() - start;
  }
  return (count * 1000) / spent;
}

function keyOf({ privateKey, publicKey }: Pick<SuiteInput, 'privateKey' | 'publicKey'>): Sm2KeyPair {
  return { privateKey: fromHex(privateKey), publicKey: fromHex(publicKey) };
}
