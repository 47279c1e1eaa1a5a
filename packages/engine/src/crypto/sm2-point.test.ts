import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { affineOfSecret, G, invertPublic, modulo, N, P } from '@medsign/testing/reference-crypto/curve';
import { readPublicKey, writePoint } from '@medsign/testing/reference-crypto/keys';
import { multiply, multiplyBase } from '@medsign/testing/reference-crypto/multiplication';
import { testBothEngines } from '../../test-support/both-engines.ts';
import vectors from '../../vectors/sm2-key-exchange.json' with { type: 'json' };
import { bigIntToBytes, bytesToBigInt } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { generateSm2KeyPair, sm2PublicKey } from './sm2.ts';
import { sm2KeyExchange } from './sm2-key-exchange.ts';
import {
  sm2AddPoints,
  sm2CompressPoint,
  sm2DecompressPoint,
  sm2MultiplyBase,
  sm2MultiplyPoint,
  sm2ScalarInverse,
  sm2ScalarMultiplyAdd,
} from './sm2-point.ts';

const random = seededRandom('sm2 point');
const octets = (value: bigint): Uint8Array => bigIntToBytes(value, 32);
const scalar = (): bigint => (bytesToBigInt(random(32)) % (N - 1n)) + 1n;
const EDGES = [1n, 2n, 3n, 6n, 7n, 8n, 15n, 16n, 17n, N - 1n, N - 2n, N - 6n, N - 7n, N - 8n, 2n ** 252n, 2n ** 255n];

testBothEngines('multiples of points and of the base point agree with the reference', () => {
  for (const k of [...EDGES, ...Array.from({ length: 60 }, scalar)]) {
    const point = writePoint(affineOfSecret(multiplyBase(scalar())));
    const product = writePoint(affineOfSecret(multiply(k, readPublicKey(point))));
    assert.equal(toHex(sm2MultiplyPoint(octets(k), point)), toHex(product), `k = ${k}`);
    assert.equal(toHex(sm2MultiplyBase(octets(k))), toHex(writePoint(affineOfSecret(multiplyBase(k)))));
  }
});

testBothEngines('sums of points agree with sums of scalars', () => {
  for (let i = 0; i < 30; i++) {
    const [a, b] = [scalar(), i === 0 ? 5n : scalar()];
    const sum = sm2AddPoints(sm2MultiplyBase(octets(a)), sm2MultiplyBase(octets(b)));
    assert.deepEqual(sum, sm2MultiplyBase(octets(modulo(a + b, N))));
    const twice = sm2AddPoints(sm2MultiplyBase(octets(a)), sm2MultiplyBase(octets(a)));
    assert.deepEqual(twice, sm2MultiplyBase(octets(modulo(2n * a, N))));
    const opposite = sm2MultiplyBase(octets(N - a));
    assert.throws(() => sm2AddPoints(sm2MultiplyBase(octets(a)), opposite), { code: 'bad-public-key' });
  }
});

testBothEngines('compressed points open to what they were', () => {
  for (const k of [...EDGES, ...Array.from({ length: 20 }, scalar)]) {
    const point = sm2MultiplyBase(octets(k));
    const compressed = sm2CompressPoint(point);
    assert.equal(compressed.length, 33);
    assert.deepEqual(sm2DecompressPoint(compressed), point);
    compressed[0] = (compressed[0] as number) ^ 1;
    assert.deepEqual(sm2DecompressPoint(compressed), sm2MultiplyBase(octets(N - k)));
  }
  const lies = [
    Uint8Array.of(4, ...octets(G.x)),
    Uint8Array.of(2, ...octets(P)),
    Uint8Array.of(3, ...octets(2n ** 256n - 1n)),
    Uint8Array.of(2, ...octets(5n)),
    new Uint8Array(33),
    Uint8Array.of(2, ...octets(G.x), 0),
    new Uint8Array(0),
  ];
  // x = 5 has no y on this curve: the list would lose a case if it had.
  for (const lie of lies) assert.throws(() => sm2DecompressPoint(lie), { code: 'bad-public-key' });
});

testBothEngines('scalars agree with BigInt', () => {
  for (let i = 0; i < 100; i++) {
    const pick = (n: number): bigint => (i % 5 === n ? (EDGES[i % EDGES.length] as bigint) * BigInt(i % 2) : scalar());
    const [a, b, c] = [pick(0), pick(1), pick(2)];
    assert.deepEqual(sm2ScalarMultiplyAdd(octets(a), octets(b), octets(c)), octets(modulo(a + b * c, N)));
    const d = EDGES[i] ?? scalar();
    assert.deepEqual(sm2ScalarInverse(octets(d)), octets(invertPublic(d, N)));
  }
});

test('scalars and points out of range are refused', () => {
  const point = sm2MultiplyBase(octets(9n));
  const offCurve = point.slice();
  offCurve[64] = (offCurve[64] as number) ^ 1;
  for (const bad of [octets(0n), octets(N), octets(2n ** 256n - 1n), new Uint8Array(31)]) {
    assert.throws(() => sm2MultiplyPoint(bad, point), { code: 'bad-private-key' });
    assert.throws(() => sm2MultiplyBase(bad), { code: 'bad-private-key' });
    assert.throws(() => sm2ScalarInverse(bad), { code: 'bad-private-key' });
  }
  assert.throws(() => sm2ScalarMultiplyAdd(octets(1n), octets(N), octets(1n)), { code: 'bad-private-key' });
  for (const bad of [offCurve, new Uint8Array(65), point.subarray(1), Uint8Array.of(2, ...point.subarray(1))]) {
    assert.throws(() => sm2MultiplyPoint(octets(3n), bad), { code: 'bad-public-key' });
    assert.throws(() => sm2AddPoints(point, bad), { code: 'bad-public-key' });
    assert.throws(() => sm2CompressPoint(bad), { code: 'bad-public-key' });
  }
});

testBothEngines('the published key exchange', () => {
  const party = (key: string, fresh: string) => ({
    key: { privateKey: fromHex(key), publicKey: sm2PublicKey(fromHex(key)) },
    freshKey: { privateKey: fromHex(fresh), publicKey: sm2PublicKey(fromHex(fresh)) },
  });
  const a = party(vectors.initiator.privateKey, vectors.initiator.freshPrivateKey);
  const b = party(vectors.responder.privateKey, vectors.responder.freshPrivateKey);
  const sides = [
    { role: 'initiator', ...a, peerPublicKey: b.key.publicKey, peerFreshPublicKey: b.freshKey.publicKey },
    { role: 'responder', ...b, peerPublicKey: a.key.publicKey, peerFreshPublicKey: a.freshKey.publicKey },
  ] as const;
  for (const side of sides) {
    const result = sm2KeyExchange({ ...side, keyOctets: 16 });
    assert.equal(toHex(result.key), vectors.key);
    assert.equal(toHex(result.responderConfirmation), vectors.responderConfirmation);
    assert.equal(toHex(result.initiatorConfirmation), vectors.initiatorConfirmation);
  }
});

test('both sides of an exchange agree, and disagree about another id or key', () => {
  const [a, b, ra, rb, other] = Array.from({ length: 5 }, () => generateSm2KeyPair(random)) as [
    ...Parameters<typeof pairUp>,
    ReturnType<typeof generateSm2KeyPair>,
  ];
  const { initiator, responder } = pairUp(a, b, ra, rb);
  const first = sm2KeyExchange({ ...initiator, keyOctets: 100 });
  assert.deepEqual(sm2KeyExchange({ ...responder, keyOctets: 100 }), first);
  const id = new TextEncoder().encode('ALICE');
  assert.notDeepEqual(sm2KeyExchange({ ...responder, peerId: id, keyOctets: 100 }).key, first.key);
  assert.deepEqual(
    sm2KeyExchange({ ...responder, peerId: id, keyOctets: 8 }),
    sm2KeyExchange({ ...initiator, id, keyOctets: 8 }),
  );
  const stranger = sm2KeyExchange({ ...responder, peerPublicKey: other.publicKey, keyOctets: 100 });
  assert.notDeepEqual(stranger.key, first.key);
  const noPoint = new Uint8Array(65);
  assert.throws(() => sm2KeyExchange({ ...responder, peerFreshPublicKey: noPoint, keyOctets: 8 }), {
    code: 'bad-public-key',
  });
});

type Pair = ReturnType<typeof generateSm2KeyPair>;

function pairUp(a: Pair, b: Pair, ra: Pair, rb: Pair) {
  return {
    initiator: {
      role: 'initiator',
      key: a,
      freshKey: ra,
      peerPublicKey: b.publicKey,
      peerFreshPublicKey: rb.publicKey,
    } as const,
    responder: {
      role: 'responder',
      key: b,
      freshKey: rb,
      peerPublicKey: a.publicKey,
      peerFreshPublicKey: ra.publicKey,
    } as const,
  };
}
