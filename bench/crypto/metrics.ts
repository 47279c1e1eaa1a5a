/** What is measured: the metrics of the README's table. */
import { generateSm2KeyPair, sm2Sign, sm2Verify } from '../../packages/engine/src/crypto/sm2.ts';
import { sm2SignBatch, sm2VerifyBatch } from '../../packages/engine/src/crypto/sm2-batch.ts';
import { sm3, sm3Many } from '../../packages/engine/src/crypto/sm3.ts';
import { sm4CbcEncrypt } from '../../packages/engine/src/crypto/sm4.ts';
import { sm4GcmEncrypt } from '../../packages/engine/src/crypto/sm4-gcm.ts';
import { forgetKeys } from '../../packages/engine/src/crypto/wasm/known-keys.ts';
import { type Contender, inProcess, type Metric } from './measurement.ts';
import type { OpensslMetric } from './openssl.ts';
import { cbcPeers, gcmPeers, hashPeers, signPeers, verifyPeers } from './peers.ts';
import { pooledRandom } from './pooled-random.ts';

const BATCH = 64;
const MIB = 1 << 20;

/** `openssl` makes contenders of the C library, or is undefined where it could not be compiled. */
export function cryptoMetrics(openssl: ((metric: OpensslMetric, name?: string) => Contender) | undefined): Metric[] {
  const peer = (metric: OpensslMetric, name?: string): Contender[] => (openssl ? [openssl(metric, name)] : []);
  return [...sm2Metrics(peer), ...sm3Metrics(peer), ...sm4Metrics(peer)];
}

type Peer = (metric: OpensslMetric, name?: string) => Contender[];

function sm2Metrics(openssl: Peer): Metric[] {
  const keys = Array.from({ length: BATCH }, () => generateSm2KeyPair(pooledRandom));
  const message = pooledRandom(32);
  const [key] = keys as [(typeof keys)[0]];
  const toSign = keys.map((each) => ({ key: each, message }));
  const signatures = sm2SignBatch(toSign, pooledRandom);
  const toVerify = keys.map(({ publicKey }, i) => ({ publicKey, message, signature: signatures[i] as Uint8Array }));
  const [{ signature }] = toVerify as [(typeof toVerify)[0]];
  const expect = (verdict: boolean): void => {
    if (!verdict) throw new Error('a good signature was refused');
  };
  const signs = [...openssl('sign'), ...signPeers(key, message)];
  return [
    {
      name: 'sm2.sign',
      unit: 'op',
      contenders: [inProcess('ours', 1, () => sm2Sign(key, message, pooledRandom)), ...signs],
    },
    {
      name: 'sm2.signBatch64',
      unit: 'op',
      contenders: [inProcess('ours', BATCH, () => sm2SignBatch(toSign, pooledRandom)), ...signs],
    },
    {
      name: 'sm2.verifyNew',
      unit: 'op',
      contenders: [
        inProcess('ours', 1, () => {
          forgetKeys();
          expect(sm2Verify(key.publicKey, message, signature));
        }),
        ...openssl('verify'),
        ...verifyPeers(key, message, false),
      ],
    },
    {
      name: 'sm2.verifyCached',
      unit: 'op',
      contenders: [
        inProcess('ours', 1, () => expect(sm2Verify(key.publicKey, message, signature))),
        ...openssl('verify'),
        ...verifyPeers(key, message, true),
      ],
    },
    {
      name: 'sm2.verifyBatch64',
      unit: 'op',
      contenders: [
        inProcess('ours', BATCH, () => expect(sm2VerifyBatch(toVerify).every(Boolean))),
        ...openssl('verify'),
        ...verifyPeers(key, message, true),
      ],
    },
  ];
}

function sm3Metrics(openssl: Peer): Metric[] {
  const [short, long] = [pooledRandom(1024), pooledRandom(MIB)];
  const four = [long, long, long, long];
  return [
    {
      name: 'sm3.1k',
      unit: 'octet',
      contenders: [inProcess('ours', 1024, () => sm3(short)), ...openssl('sm3.1k'), ...hashPeers(short)],
    },
    {
      name: 'sm3.1m',
      unit: 'octet',
      contenders: [inProcess('ours', MIB, () => sm3(long)), ...openssl('sm3.1m'), ...hashPeers(long)],
    },
    {
      name: 'sm3.4x1m',
      unit: 'octet',
      contenders: [inProcess('ours', 4 * MIB, () => sm3Many(four)), ...openssl('sm3.1m'), ...hashPeers(long)],
    },
  ];
}

function sm4Metrics(openssl: Peer): Metric[] {
  const [key, iv, nonce, data] = [pooledRandom(16), pooledRandom(16), pooledRandom(12), pooledRandom(MIB)];
  return [
    {
      name: 'sm4.cbc',
      unit: 'octet',
      contenders: [
        inProcess('ours', MIB, () => sm4CbcEncrypt(key, iv, data)),
        ...openssl('sm4.cbc'),
        ...cbcPeers(key, iv, data),
      ],
    },
    {
      name: 'sm4.gcm',
      unit: 'octet',
      // OpenSSL 3.0 and Node have no SM4-GCM: their CBC stands in for it.
      contenders: [
        inProcess('ours', MIB, () => sm4GcmEncrypt(key, nonce, data)),
        ...openssl('sm4.cbc', 'openssl (CBC)'),
        ...gcmPeers(key, nonce, data),
      ],
    },
  ];
}
