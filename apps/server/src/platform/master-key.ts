import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { concatBytes, equalBytesConstantTime, uint32Bytes } from '@medsign/engine/bytes/bytes';
import { fromHex, toHex } from '@medsign/engine/bytes/hex';
import type { RandomBytes } from './random.ts';
import { StartupError } from './startup-error.ts';

/** Length of the master key, octets. */
const KEY_LENGTH = 32;
const IV_LENGTH = 16;
const TAG_LENGTH = 32;
const FORMAT = 1;

/** Wraps small secrets. What is wrapped opens only under the same `binding`: a row moved to another place is refused. */
export interface MasterKey {
  /** format 1: 01 ‖ IV (16) ‖ SM4-CTR ciphertext ‖ HMAC-SM3 (32) over all before it and the binding. */
  wrap(secret: Uint8Array, binding: readonly string[]): Uint8Array;
  /** Throws an Error when the octets were not wrapped by this key under this binding. */
  unwrap(wrapped: Uint8Array, binding: readonly string[]): Uint8Array;
  /** A key of its own for one part of the platform: neither opens what the other wraps, and it does not lead back to this one. */
  derive(label: string): MasterKey;
  /** Identifies the key without telling anything about it. */
  readonly checkValue: Uint8Array;
}

/** The master key made of 32 octets; each use gets a subkey of its own. */
export function masterKeyFrom(key: Uint8Array, random: RandomBytes): MasterKey {
  if (key.length !== KEY_LENGTH) throw new RangeError(`the master key has ${KEY_LENGTH} octets`);
  const encryptionKey = subkey(key, 'medsign wrapping SM4-CTR').subarray(0, 16);
  const authenticationKey = subkey(key, 'medsign wrapping HMAC-SM3');
  const tagOf = (body: Uint8Array, binding: readonly string[]) =>
    hmac(authenticationKey, encodeBinding(binding), uint32Bytes(body.length), body);
  return {
    checkValue: subkey(key, 'medsign master key check'),
    derive: (label) => masterKeyFrom(subkey(key, label), random),
    wrap: (secret, binding) => {
      const iv = random(IV_LENGTH);
      const cipher = createCipheriv('sm4-ctr', encryptionKey, iv);
      const body = concatBytes(Uint8Array.of(FORMAT), iv, cipher.update(secret), cipher.final());
      return concatBytes(body, tagOf(body, binding));
    },
    unwrap: (wrapped, binding) => {
      const body = wrapped.subarray(0, Math.max(0, wrapped.length - TAG_LENGTH));
      const tag = wrapped.subarray(body.length);
      if (body.length < 1 + IV_LENGTH || body[0] !== FORMAT || !equalBytesConstantTime(tag, tagOf(body, binding))) {
        throw new Error('the wrapped secret is damaged, moved or wrapped by another master key');
      }
      const decipher = createDecipheriv('sm4-ctr', encryptionKey, body.subarray(1, 1 + IV_LENGTH));
      return concatBytes(decipher.update(body.subarray(1 + IV_LENGTH)), decipher.final());
    },
  };
}

function subkey(key: Uint8Array, label: string): Uint8Array {
  return hmac(key, new TextEncoder().encode(label));
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sm3', key);
  for (const part of parts) mac.update(part);
  return Uint8Array.from(mac.digest());
}

/** Each part with its length, so that no two bindings have the same octets. */
function encodeBinding(binding: readonly string[]): Uint8Array {
  const parts = binding.map((part) => new TextEncoder().encode(part));
  return concatBytes(uint32Bytes(parts.length), ...parts.flatMap((part) => [uint32Bytes(part.length), part]));
}

/** The file that holds the master key when the environment does not. */
export function masterKeyFile(dataFolder: string): string {
  return join(dataFolder, 'master.key');
}

/** Reads the key file, 64 hexadecimal digits; undefined when there is none. Throws StartupError when others may read it. */
export function readMasterKeyFile(file: string): Uint8Array | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if ((found.mode & 0o077) !== 0) {
    throw new StartupError(`${file} can be read by others than its owner. Run: chmod 600 '${file}'`);
  }
  return parseMasterKey(readFileSync(file, 'utf8').trim(), file);
}

/** 32 octets in hexadecimal. `source` names where the text stood. */
export function parseMasterKey(text: string, source: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(text))
    throw new StartupError(`${source} has to hold 64 hexadecimal digits (32 octets).`);
  return fromHex(text);
}

/** Writes a new key, mode 0600, and does not return before it is on the disk: what it wraps is lost without it. */
export function createMasterKeyFile(file: string, random: RandomBytes): Uint8Array {
  const key = random(KEY_LENGTH);
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, `${toHex(key)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  const folder = openSync(join(file, '..'), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return key;
}
