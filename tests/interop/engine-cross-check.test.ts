/**
 * The engine in bulk against itself, Node's OpenSSL, OpenSSL's libcrypto, BouncyCastle, sm-crypto-v2 and the BigInt reference.
 * Counts are printed. Cheap directions always run 100,000 cases; slow peers as many as a build can wait for, and
 * MEDSIGN_CROSS_CHECK=100000 gives every peer that many (a night run).
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createCipheriv, hash } from 'node:crypto';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { concatBytes } from '@medsign/engine/bytes/bytes';
import { fromHex, toHex } from '@medsign/engine/bytes/hex';
import {
  generateSm2KeyPair,
  sm2Sign,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  sm2Verify,
} from '@medsign/engine/crypto/sm2';
import { sm2SignBatch, sm2VerifyBatch } from '@medsign/engine/crypto/sm2-batch';
import { sm2CipherFromDer, sm2CipherToDer, sm2Decrypt, sm2Encrypt } from '@medsign/engine/crypto/sm2-encryption';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { sm4CbcEncrypt, sm4EcbEncrypt } from '@medsign/engine/crypto/sm4';
import { sm4GcmEncrypt } from '@medsign/engine/crypto/sm4-gcm';
import { seededRandom } from '@medsign/testing/random';
import smCrypto from 'sm-crypto-v2';
import { needsBouncyCastle, openWorkspace, startBouncyCastle } from './foreign-tools.ts';

type Key = ReturnType<typeof generateSm2KeyPair>;

const CHEAP = 100_000;
const asked = Number(process.env.MEDSIGN_CROSS_CHECK ?? 0);
const random = seededRandom(process.env.MEDSIGN_CROSS_CHECK_SEED ?? 'cross-check');

/** Cases for a peer that cannot do 100,000 in a build. */
const casesFor = (usual: number): number => Math.max(asked, usual);

/** Pseudo-random octets drawn in large pieces: a draw each would cost more than what is tested. */
function drawer(): (length: number) => Uint8Array {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (used + length > pool.length) {
      pool = random(1 << 20);
      used = 0;
    }
    used += length;
    return pool.slice(used - length, used);
  };
}

const draw = drawer();

function flipBit(octets: Uint8Array, seed: number): Uint8Array {
  const out = octets.slice();
  const bit = seed % (8 * octets.length);
  out[bit >> 3] = (out[bit >> 3] as number) ^ (1 << (bit & 7));
  return out;
}

/** Every seventh case is damaged. */
const isDamaged = (i: number): boolean => i % 7 === 3;

/** Signatures over new messages, a seventh of them damaged, with the verdicts they must get. */
function signedWith(keys: readonly Key[], inBatch: boolean) {
  const items = Array.from({ length: 64 }, (_, i) => ({
    key: keys[i % keys.length] as Key,
    message: draw(draw(1)[0] ?? 0),
  }));
  const signatures = inBatch ? sm2SignBatch(items, draw) : items.map(({ key, message }) => sm2Sign(key, message, draw));
  const checks = items.map(({ key, message }, i) => {
    const signature = signatures[i] as Uint8Array;
    const seed = new DataView(signature.buffer, signature.byteOffset).getUint16(0);
    return { publicKey: key.publicKey, message, signature: isDamaged(i) ? flipBit(signature, seed) : signature };
  });
  return { checks, expected: checks.map((_, i) => !isDamaged(i)) };
}

test(`our signatures verify under new and cached keys and in batches: ${CHEAP} each`, (t) => {
  const rounds = Math.ceil(CHEAP / 64);
  const singly = (checks: ReturnType<typeof signedWith>['checks']): boolean[] =>
    checks.map(({ publicKey, message, signature }) => sm2Verify(publicKey, message, signature));
  for (let round = 0; round < rounds; round++) {
    // The first verification of a key is without a table, later ones are with it.
    const keys = Array.from({ length: 64 }, () => generateSm2KeyPair(draw));
    const first = signedWith(keys, round % 2 === 0);
    assert.deepEqual(singly(first.checks), first.expected);
    const again = signedWith(keys.slice(0, 4), round % 2 === 1);
    assert.deepEqual(singly(again.checks), again.expected);
    assert.deepEqual(sm2VerifyBatch(again.checks), again.expected);
  }
  const each = 64 * rounds;
  t.diagnostic(
    `SM2: signed ${each} singly and ${each} in batches; verified ${each} new, ${each} cached, ${each} in batches`,
  );
});

test(`SM3 is what node:crypto computes: ${CHEAP}`, (t) => {
  for (let i = 0; i < CHEAP; i++) {
    const data = draw(i % 513);
    if (Buffer.compare(sm3(data), hash('sm3', data, 'buffer')) !== 0) assert.fail(`SM3 of ${toHex(data)}`);
  }
  t.diagnostic(`SM3: ${CHEAP} against node:crypto`);
});

for (const mode of ['ecb', 'cbc'] as const) {
  test(`SM4-${mode.toUpperCase()} is what node:crypto computes: ${CHEAP}`, (t) => {
    for (let i = 0; i < CHEAP; i++) {
      const [key, iv, data] = [draw(16), draw(16), draw(16 * (i % 20))];
      const cipher = createCipheriv(`sm4-${mode}`, key, mode === 'ecb' ? null : iv).setAutoPadding(false);
      const theirs = Buffer.concat([cipher.update(data), cipher.final()]);
      const ours = mode === 'ecb' ? sm4EcbEncrypt(key, data) : sm4CbcEncrypt(key, iv, data, { padding: 'none' });
      if (Buffer.compare(ours, theirs) !== 0) assert.fail(`key ${toHex(key)} iv ${toHex(iv)} data ${toHex(data)}`);
    }
    t.diagnostic(`SM4-${mode.toUpperCase()}: ${CHEAP} against node:crypto`);
  });
}

interface Case {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Cases under one key, some signatures and ciphertexts damaged (not in the point, which a peer may refuse to parse). */
function casesUnder(key: Key, count: number, messageOctets: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const message = draw(messageOctets);
    const signature = sm2Sign(key, message, draw);
    const ciphertext = sm2Encrypt(key.publicKey, message, draw);
    if (!isDamaged(i)) return { message, signature, ciphertext };
    const tail = flipBit(ciphertext.subarray(65), 31 * i + messageOctets);
    return {
      message,
      signature: flipBit(signature, 17 * i),
      ciphertext: concatBytes(ciphertext.subarray(0, 65), tail),
    };
  });
}

/** What the peer signed and encrypted is what we verify and decrypt. */
function acceptTheirs(key: Key, message: Uint8Array, signature: Uint8Array, ciphertext: Uint8Array): void {
  assert.ok(sm2Verify(key.publicKey, message, signature), `their signature ${toHex(signature)}`);
  assert.equal(sm2Verify(key.publicKey, message, flipBit(signature, message[0] ?? 0)), false);
  assert.deepEqual(sm2Decrypt(key.privateKey, ciphertext), message);
}

test('SM2 in bulk with BouncyCastle, both ways', { skip: needsBouncyCastle }, async (t) => {
  const peer = startBouncyCastle();
  t.after(() => peer.close());
  const [each, rounds] = [25, Math.ceil(casesFor(3000) / 25)];
  const expected = Array.from({ length: each }, (_, i) => (isDamaged(i) ? '0' : '1')).join('');
  for (let round = 0; round < rounds; round++) {
    const key = generateSm2KeyPair(draw);
    const size = 1 + (round % 80);
    const cases = casesUnder(key, each, size);
    const joined = (part: (one: Case) => Uint8Array) => Buffer.from(concatBytes(...cases.map(part))).toString('base64');
    const words = [joined((one) => one.message), joined((one) => one.signature), joined((one) => one.ciphertext)];
    const answer = await peer.askWords(
      'bulk-sm2',
      Buffer.from(key.privateKey).toString('base64'),
      ...words,
      String(each),
    );
    const [verdicts, opened, signatures, ciphertexts] = answer.split(' ') as [string, string, string, string];
    assert.deepEqual([verdicts, opened], [expected, expected], answer.slice(0, 200));
    const [signed, sealed] = [Buffer.from(signatures, 'base64'), Buffer.from(ciphertexts, 'base64')];
    cases.forEach(({ message }, i) => {
      const cipher = new Uint8Array(sealed.subarray(i * (size + 97), (i + 1) * (size + 97)));
      acceptTheirs(key, message, new Uint8Array(signed.subarray(64 * i, 64 * i + 64)), cipher);
    });
  }
  report(t, 'BouncyCastle', each * rounds);
});

function report(t: TestContext, peer: string, count: number): void {
  t.diagnostic(`SM2: ${count} each of sign, verify, encrypt and decrypt against ${peer}`);
}

test('SM2, SM3 and SM4-GCM in bulk with sm-crypto-v2, both ways', (t) => {
  const [count, options] = [casesFor(500), { hash: true } as const];
  for (let i = 0; i < count; i++) {
    const key = generateSm2KeyPair(draw);
    const [privateKey, publicKey] = [toHex(key.privateKey), toHex(key.publicKey)];
    const [one] = casesUnder(key, 1, 1 + (i % 80)) as [Case];
    assert.ok(smCrypto.sm2.doVerifySignature(one.message, toHex(one.signature), publicKey, options));
    assert.equal(
      smCrypto.sm2.doDecrypt(toHex(one.ciphertext.subarray(1)), privateKey, 1, { output: 'array' }).length,
      one.message.length,
    );
    const signature = fromHex(smCrypto.sm2.doSignature(one.message, privateKey, { hash: true, publicKey }));
    const ciphertext = fromHex(`04${smCrypto.sm2.doEncrypt(one.message, publicKey, 1)}`);
    acceptTheirs(key, one.message, signature, ciphertext);
  }
  report(t, 'sm-crypto-v2', count);
  const sealed = casesFor(5000);
  for (let i = 0; i < sealed; i++) {
    const [key, nonce, data, extra] = [draw(16), draw(12), draw(i % 150), draw(i % 33)];
    const settings = {
      mode: 'gcm',
      iv: toHex(nonce),
      associatedData: extra,
      output: 'array',
      outputTag: true,
    } as const;
    const theirs = smCrypto.sm4.encrypt(data, toHex(key), { ...settings, padding: 'none' });
    const joined = concatBytes(Uint8Array.from(theirs.output as Uint8Array), Uint8Array.from(theirs.tag as Uint8Array));
    assert.deepEqual(sm4GcmEncrypt(key, nonce, data, extra), joined);
    assert.equal(toHex(sm3(data)), smCrypto.sm3(data));
  }
  t.diagnostic(`SM4-GCM and SM3: ${sealed} against sm-crypto-v2`);
});

/** The compiled C program, or why there is none. */
function compilePeer(program: string): false | string {
  const source = join(import.meta.dirname, 'engine-openssl.c');
  const compiled = spawnSync('cc', ['-O2', source, '-o', program, '-lcrypto'], { encoding: 'utf8' });
  if (compiled.error !== undefined) return 'needs a C compiler';
  return compiled.status === 0
    ? false
    : `needs the headers of OpenSSL 3 (libssl-dev): ${compiled.stderr.split('\n')[0]}`;
}

const workspace = openWorkspace();
after(() => workspace.remove());
const program = workspace.path('engine-openssl');
const needsLibcrypto = compilePeer(program);

test('SM2 in bulk with libcrypto of OpenSSL, both ways', { skip: needsLibcrypto }, (t) => {
  const [each, rounds] = [25, Math.ceil(casesFor(5000) / 25)];
  for (let round = 0; round < rounds; round += 40) {
    const keys = Array.from({ length: Math.min(40, rounds - round) }, () => generateSm2KeyPair(draw));
    const cases = keys.flatMap((key) => casesUnder(key, each, 32).map((one) => ({ key, ...one })));
    const input = cases.map(({ key, message, signature, ciphertext }) => {
      const [der, cipher] = [sm2SignatureToDer(signature), sm2CipherToDer(ciphertext)];
      const lengths = Uint8Array.of(cipher.length >> 8, cipher.length & 255);
      return concatBytes(key.privateKey, key.publicKey, message, Uint8Array.of(der.length), der, lengths, cipher);
    });
    const run = spawnSync(program, { input: concatBytes(...input), maxBuffer: 1 << 26 });
    assert.equal(run.status, 0, run.stderr.toString());
    let at = 0;
    const take = (length: number): Uint8Array => {
      at += length;
      return new Uint8Array(run.stdout.subarray(at - length, at));
    };
    cases.forEach(({ key, message }, i) => {
      const expected = isDamaged(i % each) ? 0 : 1;
      assert.deepEqual([...take(2)], [expected, expected], `case ${i}: ${toHex(input[i] as Uint8Array)}`);
      const signature = sm2SignatureFromDer(take(take(1)[0] as number));
      const [high, low] = take(2) as unknown as [number, number];
      acceptTheirs(key, message, signature, sm2CipherFromDer(take(high * 256 + low)));
    });
    assert.equal(at, run.stdout.length);
  }
  report(t, 'libcrypto', each * rounds);
});
