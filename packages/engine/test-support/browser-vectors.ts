/** The published vectors, the negative corpus and random properties, as a function that any JavaScript engine can run. */

import { concatBytes } from '../src/bytes/bytes.ts';
import { fromHex, toHex } from '../src/bytes/hex.ts';
import type { RandomBytes } from '../src/crypto/random-bytes.ts';
import * as sm2 from '../src/crypto/sm2.ts';
import { sm2SignBatch, sm2VerifyBatch } from '../src/crypto/sm2-batch.ts';
import { sm2Decrypt, sm2Encrypt } from '../src/crypto/sm2-encryption.ts';
import { sm2CompressPoint, sm2DecompressPoint, sm2MultiplyBase, sm2MultiplyPoint } from '../src/crypto/sm2-point.ts';
import { Sm3, sm3, sm3Many } from '../src/crypto/sm3.ts';
import { sm4CbcDecrypt, sm4CbcEncrypt, sm4EcbDecrypt, sm4EcbEncrypt } from '../src/crypto/sm4.ts';
import { sm4CcmDecrypt, sm4CcmEncrypt } from '../src/crypto/sm4-ccm.ts';
import { sm4GcmDecrypt, sm4GcmEncrypt } from '../src/crypto/sm4-gcm.ts';
import sm2Vectors from '../vectors/sm2.json' with { type: 'json' };
import badKeys from '../vectors/sm2-bad-public-keys.json' with { type: 'json' };
import badSignatures from '../vectors/sm2-bad-signatures.json' with { type: 'json' };
import sm3Vectors from '../vectors/sm3.json' with { type: 'json' };
import sm4Vectors from '../vectors/sm4.json' with { type: 'json' };

export interface VectorReport {
  readonly checks: number;
  readonly failures: readonly string[];
}

/** Runs everything; `signatures` is the number of random signatures. */
export function runVectors(random: RandomBytes, signatures: number): VectorReport {
  let checks = 0;
  const failures: string[] = [];
  const check = (name: string, holds: () => boolean): void => {
    checks++;
    try {
      if (!holds()) failures.push(name);
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
  };
  checkSm2(check);
  checkRefusals(check);
  checkSm3(check);
  checkSm4(check);
  checkRandom(check, random, signatures);
  return { checks, failures };
}

type Check = (name: string, holds: () => boolean) => void;

function checkSm2(check: Check): void {
  for (const { name, privateKey, publicKey, message, signature } of sm2Vectors.signatures) {
    check(`SM2 key of ${name}`, () => toHex(sm2.sm2PublicKey(fromHex(privateKey))) === publicKey);
    for (const path of ['new', 'cached']) {
      check(`SM2 ${name}, ${path}`, () => sm2.sm2Verify(fromHex(publicKey), fromHex(message), fromHex(signature)));
    }
  }
  for (const { name, privateKey, plaintext, ciphertext } of sm2Vectors.ciphertexts) {
    check(`SM2 ${name}`, () => toHex(sm2Decrypt(fromHex(privateKey), fromHex(ciphertext))) === plaintext);
  }
}

function checkRefusals(check: Check): void {
  const [publicKey, message] = [fromHex(badSignatures.publicKey), fromHex(badSignatures.message)];
  for (const { name, signature } of badSignatures.raw) {
    check(`bad signature: ${name}`, () => !sm2.sm2Verify(publicKey, message, fromHex(signature)));
  }
  for (const { name, der } of badSignatures.der) {
    check(`bad DER signature: ${name}`, () => throws(() => sm2.sm2SignatureFromDer(fromHex(der))));
  }
  for (const { name, publicKey: bad } of badKeys.keys) {
    check(`bad public key: ${name}`, () => throws(() => sm2.assertSm2PublicKey(fromHex(bad))));
  }
}

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

function checkSm3(check: Check): void {
  for (const { name, message, digest } of sm3Vectors.vectors) {
    const data = fromHex(message);
    check(`SM3 ${name}`, () => toHex(sm3(data)) === digest);
    check(`SM3 stream ${name}`, () => toHex(new Sm3().update(data).digest()) === digest);
    check(`SM3 four ${name}`, () => sm3Many([data, data, data, data]).every((each) => toHex(each) === digest));
  }
}

function checkSm4(check: Check): void {
  const { ecb, gcm, ccm } = sm4Vectors;
  const [key, nonce, additional, plaintext] = [
    sm4Vectors.key,
    sm4Vectors.nonce,
    sm4Vectors.additional,
    sm4Vectors.plaintext,
  ].map(fromHex) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  check('SM4 block', () => toHex(sm4EcbEncrypt(key, fromHex(ecb.plaintext))) === ecb.ciphertext);
  check('SM4 block back', () => toHex(sm4EcbDecrypt(key, fromHex(ecb.ciphertext))) === ecb.plaintext);
  const [sealed, closed] = [gcm.ciphertext + gcm.tag, ccm.ciphertext + ccm.tag];
  check('SM4-GCM', () => toHex(sm4GcmEncrypt(key, nonce, plaintext, additional)) === sealed);
  check('SM4-GCM back', () => equal(sm4GcmDecrypt(key, nonce, fromHex(sealed), additional), plaintext));
  check('SM4-CCM', () => toHex(sm4CcmEncrypt(key, nonce, plaintext, { additional })) === closed);
  check('SM4-CCM back', () => equal(sm4CcmDecrypt(key, nonce, fromHex(closed), { additional }), plaintext));
}

const equal = (left: Uint8Array, right: Uint8Array): boolean => toHex(left) === toHex(right);

function checkRandom(check: Check, random: RandomBytes, signatures: number): void {
  const keys = Array.from({ length: 64 }, () => sm2.generateSm2KeyPair(random));
  for (let i = 0; i < signatures; i++) {
    const key = keys[i % 64] as sm2.Sm2KeyPair;
    const message = random(i % 200);
    const signature = sm2.sm2Sign(key, message, random);
    check(`signature ${i}`, () => sm2.sm2Verify(key.publicKey, message, signature));
    signature[i % 64] = (signature[i % 64] as number) ^ (1 << (i % 8));
    check(`damaged signature ${i}`, () => !sm2.sm2Verify(key.publicKey, message, signature));
  }
  const items = keys.map((key, i) => ({ key, message: random(i) }));
  const batch = sm2SignBatch(items, random).map((signature, i) => {
    const { key, message } = items[i] as (typeof items)[0];
    return { publicKey: key.publicKey, message: i % 5 === 4 ? random(70) : message, signature };
  });
  check('a batch', () => sm2VerifyBatch(batch).every((verdict, i) => verdict === (i % 5 !== 4)));
  for (let i = 0; i < 100; i++) {
    const [a, b] = [keys[i % 64], keys[(i + 1) % 64]] as [sm2.Sm2KeyPair, sm2.Sm2KeyPair];
    const text = random(i + 1);
    check(`encryption ${i}`, () => equal(sm2Decrypt(a.privateKey, sm2Encrypt(a.publicKey, text, random)), text));
    check(`a·(b·G) = b·(a·G) ${i}`, () =>
      equal(sm2MultiplyPoint(a.privateKey, sm2MultiplyBase(b.privateKey)), sm2MultiplyPoint(b.privateKey, a.publicKey)),
    );
    check(`compression ${i}`, () => equal(sm2DecompressPoint(sm2CompressPoint(a.publicKey)), a.publicKey));
    check(`SM3 in pieces ${i}`, () =>
      equal(new Sm3().update(text).update(text).digest(), sm3(concatBytes(text, text))),
    );
    const [key, iv] = [random(16), random(16)];
    check(`SM4-CBC ${i}`, () => equal(sm4CbcDecrypt(key, iv, sm4CbcEncrypt(key, iv, text)), text));
    check(`SM4-GCM ${i}`, () => equal(sm4GcmDecrypt(key, iv, sm4GcmEncrypt(key, iv, text, iv), iv), text));
  }
}
