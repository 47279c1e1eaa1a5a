/** The npm libraries and Node's own SM2, SM3 and SM4, each used the fastest way its interface offers. */
import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { createRequire } from 'node:module';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { createSM3 } from 'hash-wasm';
import { toHex } from '../../packages/engine/src/bytes/hex.ts';
import { type Sm2KeyPair, sm2Digest, sm2Sign } from '../../packages/engine/src/crypto/sm2.ts';
import { type Contender, inProcess } from './measurement.ts';
import { pooledRandom } from './pooled-random.ts';

type Options = Readonly<Record<string, unknown>>;

/** What sm-crypto and sm-crypto-v2 have in common; the first has no types. */
interface SmCrypto {
  readonly sm2: {
    doSignature(message: string | Uint8Array, privateKey: string, options: Options): string;
    doVerifySignature(message: string | Uint8Array, signature: string, publicKey: unknown, options: Options): boolean;
    precomputePublicKey?(publicKey: string): unknown;
  };
  readonly sm3: (data: Uint8Array | number[]) => string;
  readonly sm4: { encrypt(data: Uint8Array | number[], key: string, options: Options): unknown };
}

const require = createRequire(import.meta.url);
const smCrypto = require('sm-crypto') as SmCrypto;
const smCryptoV2 = require('sm-crypto-v2') as SmCrypto;
const hashWasm = await createSM3();

const Point = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
const Fn = Point.Fn;

const number = (octets: Uint8Array): bigint => BigInt(`0x${toHex(octets)}`);
/** sm-crypto wants arrays or hexadecimal text. */
const asArray = (data: Uint8Array): number[] => Array.from(data);

export function signPeers(key: Sm2KeyPair, message: Uint8Array): Contender[] {
  const [privateKey, publicKey] = [toHex(key.privateKey), toHex(key.publicKey)];
  const node = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  const options = { hash: true, publicKey, der: false };
  const d = number(key.privateKey);
  const inverse = Fn.inv(Fn.add(1n, d));
  return [
    inProcess('node:crypto', 1, () => nodeSign('sm3', message, node.privateKey)),
    inProcess('sm-crypto', 1, () =>
      smCrypto.sm2.doSignature(asArray(message) as unknown as Uint8Array, privateKey, options),
    ),
    inProcess('sm-crypto-v2', 1, () => smCryptoV2.sm2.doSignature(message, privateKey, options)),
    inProcess('@noble/curves', 1, () => {
      const e = number(sm2Digest(key.publicKey, message));
      const k = (number(pooledRandom(32)) % (Fn.ORDER - 1n)) + 1n;
      const r = Fn.create(e + Point.BASE.multiply(k).toAffine().x);
      return Fn.mul(inverse, Fn.sub(k, Fn.mul(r, d)));
    }),
  ];
}

export function verifyPeers(key: Sm2KeyPair, message: Uint8Array, knownKey: boolean): Contender[] {
  const publicKey = toHex(key.publicKey);
  const octets = sm2Sign(key, message, pooledRandom);
  const signature = toHex(octets);
  // Node signs otherwise with a key it has just made than with one it has read: both sides read theirs.
  const node = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  const spki = node.publicKey.export({ type: 'spki', format: 'der' });
  const pkcs8 = node.privateKey.export({ type: 'pkcs8', format: 'der' });
  const nodePrivate = createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' });
  const nodePublic = createPublicKey({ key: spki, type: 'spki', format: 'der' });
  const nodeSignature = nodeSign('sm3', message, nodePrivate);
  const known = smCryptoV2.sm2.precomputePublicKey?.(publicKey) ?? publicKey;
  const [r, s] = [number(octets.subarray(0, 32)), number(octets.subarray(32))];
  const point = Point.fromHex(publicKey);
  if (knownKey) point.precompute(8, false);
  const expect = (verdict: boolean): void => {
    if (!verdict) throw new Error('a peer refused a good signature');
  };
  return [
    inProcess('node:crypto', 1, () => {
      const nodeKey = knownKey ? nodePublic : { key: spki, type: 'spki' as const, format: 'der' as const };
      expect(nodeVerify('sm3', message, nodeKey, nodeSignature));
    }),
    inProcess('sm-crypto', 1, () => {
      const data = asArray(message) as unknown as Uint8Array;
      expect(smCrypto.sm2.doVerifySignature(data, signature, publicKey, { hash: true, publicKey }));
    }),
    inProcess('sm-crypto-v2', 1, () => {
      expect(smCryptoV2.sm2.doVerifySignature(message, signature, knownKey ? known : publicKey, { hash: true }));
    }),
    inProcess('@noble/curves', 1, () => {
      const q = knownKey ? point : Point.fromHex(publicKey);
      const e = number(sm2Digest(key.publicKey, message));
      const t = Fn.create(r + s);
      const sum = Point.BASE.multiplyUnsafe(s).add(knownKey ? q.multiply(t) : q.multiplyUnsafe(t));
      expect(Fn.create(e + sum.toAffine().x) === r);
    }),
  ];
}

export function hashPeers(data: Uint8Array): Contender[] {
  const array = asArray(data);
  return [
    inProcess('node:crypto', data.length, () => hash('sm3', data, 'buffer')),
    inProcess('hash-wasm', data.length, () => hashWasm.init().update(data).digest('binary')),
    inProcess('sm-crypto-v2', data.length, () => smCryptoV2.sm3(data)),
    inProcess('sm-crypto', data.length, () => smCrypto.sm3(array)),
  ];
}

export function cbcPeers(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Contender[] {
  const options = { mode: 'cbc', iv: toHex(iv), output: 'array' };
  const array = asArray(data);
  return [
    nodeCbc('node:crypto', key, iv, data),
    inProcess('sm-crypto-v2', data.length, () => smCryptoV2.sm4.encrypt(data, toHex(key), options)),
    inProcess('sm-crypto', data.length, () => smCrypto.sm4.encrypt(array, toHex(key), options)),
  ];
}

export function gcmPeers(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Contender[] {
  const options = { mode: 'gcm', iv: toHex(nonce), output: 'array', outputTag: true };
  return [inProcess('sm-crypto-v2', data.length, () => smCryptoV2.sm4.encrypt(data, toHex(key), options))];
}

function nodeCbc(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Contender {
  return inProcess(name, data.length, () => {
    const cipher = createCipheriv('sm4-cbc', key, iv);
    cipher.update(data);
    cipher.final();
  });
}
