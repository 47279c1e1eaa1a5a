import { equalBytes } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { hmacSm3 } from './hmac-sm3.ts';
import type { RandomBytes } from './random-bytes.ts';
import { sm2Digest, sm2PublicKey, sm2Sign, sm2Verify, sm2Z } from './sm2.ts';
import { sm2Decrypt, sm2Encrypt } from './sm2-encryption.ts';
import { sm3 } from './sm3.ts';
import { signWithNonce } from './wasm/known-answer.ts';

/** One known answer: the name says what failed. */
export interface KnownAnswer {
  readonly name: string;
  readonly holds: () => boolean;
}

/** A known answer did not come out: this machine or build must not sign. */
export class SelfTestError extends Error {
  readonly vector: string;

  constructor(vector: string, cause?: unknown) {
    super(`self-test failed: ${vector}`, { cause });
    this.name = 'SelfTestError';
    this.vector = vector;
  }
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

// Example of GM/T 0003.5-2012 annex A; the same values are in vectors/sm2.json with their source.
const PRIVATE_KEY = fromHex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8');
const PUBLIC_KEY = fromHex(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
);
const NONCE = fromHex('59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21');
const MESSAGE = ascii('message digest');
const Z = fromHex('b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3');
const SIGNATURE = fromHex(
  'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
);
const PLAINTEXT = ascii('encryption standard');
const CIPHERTEXT = fromHex(
  '0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73' +
    'e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0' +
    '59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766' +
    '21886ca989ca9c7d58087307ca93092d651efa',
);

const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    name: 'SM3 of abc',
    holds: () =>
      equalBytes(sm3(ascii('abc')), fromHex('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')),
  },
  {
    name: 'SM3 of 64 octets',
    holds: () =>
      equalBytes(
        sm3(ascii('abcd'.repeat(16))),
        fromHex('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'),
      ),
  },
  {
    name: 'HMAC-SM3',
    holds: () =>
      equalBytes(
        hmacSm3(ascii('Jefe'), ascii('what do ya want for nothing?')),
        fromHex('2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882'),
      ),
  },
  { name: 'SM2 public key', holds: () => equalBytes(sm2PublicKey(PRIVATE_KEY), PUBLIC_KEY) },
  { name: 'SM2 Z of the default signer id', holds: () => equalBytes(sm2Z(PUBLIC_KEY), Z) },
  {
    name: 'SM2 signature with a fixed nonce',
    holds: () => {
      const signature = signWithNonce(PRIVATE_KEY, sm2Digest(PUBLIC_KEY, MESSAGE), NONCE);
      return signature !== undefined && equalBytes(signature, SIGNATURE);
    },
  },
  { name: 'SM2 verification', holds: () => sm2Verify(PUBLIC_KEY, MESSAGE, SIGNATURE) },
  { name: 'SM2 verification of another message', holds: () => !sm2Verify(PUBLIC_KEY, PLAINTEXT, SIGNATURE) },
  {
    name: 'SM2 signature verifies',
    holds: () => {
      const key = { privateKey: PRIVATE_KEY, publicKey: PUBLIC_KEY };
      return sm2Verify(PUBLIC_KEY, PLAINTEXT, sm2Sign(key, PLAINTEXT, fixedRandom()));
    },
  },
  { name: 'SM2 encryption', holds: () => equalBytes(sm2Encrypt(PUBLIC_KEY, PLAINTEXT, fixedRandom()), CIPHERTEXT) },
  { name: 'SM2 decryption', holds: () => equalBytes(sm2Decrypt(PRIVATE_KEY, CIPHERTEXT), PLAINTEXT) },
];

/** Stands for a random generator where the answer must be known; a new one each time, because one that repeats is refused. */
function fixedRandom(): RandomBytes {
  return () => NONCE.slice();
}

/**
 * Known-answer test of everything the platform signs with, for start-up. Takes milliseconds. Throws
 * {@link SelfTestError} that names the first answer which did not come out.
 */
export function runSelfTest(): void {
  checkKnownAnswers(KNOWN_ANSWERS);
}

/** Runs answers in order; one that is false or throws ends it with a {@link SelfTestError}. */
export function checkKnownAnswers(answers: readonly KnownAnswer[]): void {
  for (const { name, holds } of answers) {
    let held: boolean;
    try {
      held = holds();
    } catch (cause) {
      throw new SelfTestError(name, cause);
    }
    if (!held) throw new SelfTestError(name);
  }
}
