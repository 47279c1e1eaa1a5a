/** SM3(Z‖M), the digest that SM2 signs (GB/T 32918.2-2016 §5.5 and §6.1 A1, A2). */
import { fromHex } from '../../bytes/hex.ts';
import { Sm2Error } from '../sm2-error.ts';
import { Sm3, sm3Of } from '../sm3.ts';
import { engine } from './engine.ts';
import { DATA, DATA_SIZE, put } from './io.ts';
import type { KnownKey } from './known-keys.ts';

/** a‖b‖xG‖yG of sm2p256v1 (GB/T 32918.5-2017). */
const CURVE_OCTETS = fromHex(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
);

/** ENTL is 16 bits and counts bits. */
const MAX_SIGNER_ID_OCTETS = 8191;

/** Z = SM3(ENTL‖ID‖a‖b‖xG‖yG‖xA‖yA). Throws {@link Sm2Error} `bad-signer-id`. The result is shared: never change it. */
export function zOf(key: KnownKey, signerId: Uint8Array, isDefaultId: boolean): Uint8Array {
  if (isDefaultId && key.z !== undefined) return key.z;
  if (signerId.length > MAX_SIGNER_ID_OCTETS)
    throw new Sm2Error('bad-signer-id', 'signer id is longer than 8191 octets');
  const bits = signerId.length * 8;
  const z = sm3Of(Uint8Array.of(bits >> 8, bits & 0xff), signerId, CURVE_OCTETS, key.coordinates);
  if (isDefaultId) key.z = z;
  return z;
}

/** Leaves SM3(Z‖M) at `address` in the engine. */
export function placeDigest(z: Uint8Array, message: Uint8Array, address: number): void {
  if (message.length + 32 > DATA_SIZE) {
    put(new Sm3().update(z).update(message).digest(), address);
    return;
  }
  const { call, octets } = engine();
  octets.set(z, DATA);
  octets.set(message, DATA + 32);
  call.sm3(DATA, message.length + 32, address);
}
