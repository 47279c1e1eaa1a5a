/**
 * A timing test after O. Reparaz, J. Balasch, I. Verbauwhede, "dude, is my code constant time?" (2017): the same operation on
 * a fixed secret and on random ones, in random order, compared by Welch's t. |t| above 4.5 is a leak; below it none was seen.
 * `node bench/crypto/dudect.ts [--samples N]`. A control that leaks on purpose shows that the test can see one.
 */
import { parseArgs } from 'node:util';
import { generateSm2KeyPair, sm2PublicKey } from '../../packages/engine/src/crypto/sm2.ts';
import { sm2Encrypt } from '../../packages/engine/src/crypto/sm2-encryption.ts';
import { engine } from '../../packages/engine/src/crypto/wasm/engine.ts';
import * as io from '../../packages/engine/src/crypto/wasm/io.ts';
import { pooledRandom } from './pooled-random.ts';

/** One timed operation: `prepare` puts the secret of a class in place outside the clock. */
interface Subject {
  readonly name: string;
  readonly prepare: (secret: Uint8Array) => void;
  readonly run: () => void;
  /** The fixed secret: few bits set, so that it differs as much as it can from random ones. */
  readonly fixed: Uint8Array;
  readonly random: () => Uint8Array;
  /** Operations per clock reading, to stand above its resolution. */
  readonly repeat: number;
}

const { values } = parseArgs({ options: { samples: { type: 'string', default: '20000' } } });

const key = generateSm2KeyPair(pooledRandom);
const sparse = new Uint8Array(32);
sparse[31] = 1;
const ciphertext = sm2Encrypt(sm2PublicKey(key.privateKey), pooledRandom(32), pooledRandom);
const scalar = (): Uint8Array => generateSm2KeyPair(pooledRandom).privateKey;

function place(privateKey: Uint8Array, nonce: Uint8Array): void {
  io.put(privateKey, io.SCALAR);
  io.put(nonce, io.RANDOM);
}

const subjects: readonly Subject[] = [
  {
    name: 'SM2 sign, private key',
    prepare: (secret) => place(secret, key.privateKey),
    run: () => engine().call.signWithNonce(io.SCALAR, io.DIGEST, io.RANDOM, io.SIGNATURE),
    fixed: sparse,
    random: scalar,
    repeat: 1,
  },
  {
    name: 'SM2 sign, nonce',
    prepare: (secret) => place(key.privateKey, secret),
    run: () => engine().call.signWithNonce(io.SCALAR, io.DIGEST, io.RANDOM, io.SIGNATURE),
    fixed: sparse,
    random: scalar,
    repeat: 1,
  },
  {
    name: 'SM2 decrypt, private key',
    prepare: (secret) => {
      io.put(secret, io.SCALAR);
      io.put(ciphertext.subarray(1, 65), io.POINT);
    },
    run: () => engine().call.multiplyPoint(io.SCALAR, io.POINT, io.OUT),
    fixed: sparse,
    random: scalar,
    repeat: 1,
  },
  {
    name: 'SM4 key schedule and eight blocks, key',
    prepare: (secret) => io.put(secret, io.KEY),
    run: () => {
      engine().call.sm4Schedule(io.KEY, io.ROUND_KEYS, 0);
      engine().call.sm4Blocks(io.ROUND_KEYS, io.DATA, 8);
    },
    fixed: new Uint8Array(16),
    random: () => pooledRandom(16),
    repeat: 8,
  },
  {
    name: 'control: stops at the first octet that is not zero',
    prepare: (secret) => io.put(secret, io.KEY),
    run: leakOnPurpose,
    fixed: new Uint8Array(16),
    random: () => pooledRandom(16),
    repeat: 64,
  },
];

function leakOnPurpose(): void {
  const { octets } = engine();
  let i = 0;
  while (i < 16 && octets[io.KEY + i] === 0) i++;
  io.put(octets.subarray(io.KEY, io.KEY + 16), io.OUT);
  if (i > 16) throw new Error('unreachable');
}

/** Times of both classes in nanoseconds, taken in random order. */
function sample(subject: Subject, samples: number): [number[], number[]] {
  const times: [number[], number[]] = [[], []];
  // All secrets are made beforehand: work between the measurements would warm the caches for one class alone.
  const secrets = pooledOrder(samples).map((fromFixed) => ({
    fromFixed,
    secret: fromFixed ? subject.fixed.slice() : subject.random(),
  }));
  for (const { fromFixed, secret } of secrets) {
    subject.prepare(secret);
    const start = process.hrtime.bigint();
    for (let i = 0; i < subject.repeat; i++) subject.run();
    const end = process.hrtime.bigint();
    times[fromFixed ? 0 : 1].push(Number(end - start));
  }
  return times;
}

function pooledOrder(samples: number): boolean[] {
  const bits = Array.from({ length: Math.ceil(samples / 8192) }, () => pooledRandom(8192));
  return Array.from({ length: samples }, (_, i) => ((bits[i >> 13]?.[i & 8191] ?? 0) & 1) === 1);
}

/** Welch's t over the times below a percentile: interrupts lengthen the tail of both classes. */
function welch([a, b]: readonly [number[], number[]], keep: number): number {
  const limit =
    [...a, ...b].sort((x, y) => x - y)[Math.floor((a.length + b.length) * keep) - 1] ?? Number.POSITIVE_INFINITY;
  const [first, second] = [momentsOf(a.filter((x) => x <= limit)), momentsOf(b.filter((x) => x <= limit))];
  return (first.mean - second.mean) / Math.sqrt(first.variance / first.count + second.variance / second.count);
}

function momentsOf(values: readonly number[]): { count: number; mean: number; variance: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}

console.log(
  '| operation, secret | samples | t (all) | t (fastest 90 %) | t (fastest 50 %) |\n|---|---:|---:|---:|---:|',
);
for (const subject of subjects) {
  sample(subject, 2000);
  const samples = Number(values.samples);
  const times = sample(subject, samples);
  const t = [1, 0.9, 0.5].map((keep) => welch(times, keep).toFixed(2));
  console.log(`| ${subject.name} | ${samples} | ${t.join(' | ')} |`);
}
