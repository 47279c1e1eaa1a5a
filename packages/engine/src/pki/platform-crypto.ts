import { readDer } from '../asn1/der-reader.ts';
import { concatBytes } from '../bytes/bytes.ts';

export type ForeignHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** A signature algorithm that the platform's own cryptography computes. */
export type ForeignSignatureAlgorithm =
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: ForeignHash }
  | { readonly name: 'RSA-PSS'; readonly hash: ForeignHash; readonly saltLength: number }
  | { readonly name: 'ECDSA'; readonly hash: ForeignHash; readonly namedCurve: 'P-256' | 'P-384' | 'P-521' };

/** What the engine asks of Node or the browser for chains that are not SM2. SM2 and SM3 never need it. */
export interface PlatformCrypto {
  digest(name: 'SHA-1' | ForeignHash, data: Uint8Array): Promise<Uint8Array>;
  /** `signature` as X.509 and CMS carry it: ECDSA in DER. A signature or key that cannot be read gives false. */
  verify(
    algorithm: ForeignSignatureAlgorithm,
    spki: Uint8Array,
    signature: Uint8Array,
    data: Uint8Array,
  ): Promise<boolean>;
}

/** The part of WebCrypto's SubtleCrypto that is used; Node's and the browsers' both satisfy it. */
export interface SubtleLike<Key = unknown> {
  digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  importKey(
    format: 'spki',
    keyData: Uint8Array<ArrayBuffer>,
    algorithm: { name: string; hash: string; namedCurve: string },
    extractable: boolean,
    keyUsages: 'verify'[],
  ): Promise<Key>;
  verify(
    algorithm: { name: string; hash: string; saltLength: number },
    key: Key,
    signature: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
}

const COORDINATE_OCTETS = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const;

/** {@link PlatformCrypto} over WebCrypto. */
export function platformCryptoFrom<Key>(subtle: SubtleLike<Key>): PlatformCrypto {
  return {
    digest: async (name, data) => new Uint8Array(await subtle.digest(name, Uint8Array.from(data))),
    verify: async (algorithm, spki, signature, data) => {
      const raw = algorithm.name === 'ECDSA' ? rawEcdsaSignature(algorithm.namedCurve, signature) : signature;
      if (raw === undefined) return false;
      const named = {
        name: algorithm.name,
        hash: algorithm.hash,
        namedCurve: algorithm.name === 'ECDSA' ? algorithm.namedCurve : '',
        saltLength: algorithm.name === 'RSA-PSS' ? algorithm.saltLength : 0,
      };
      let key: Key;
      try {
        key = await subtle.importKey('spki', Uint8Array.from(spki), named, false, ['verify']);
      } catch {
        // A key the platform cannot read (point off the curve, bad modulus) verifies nothing.
        return false;
      }
      return subtle.verify(named, key, Uint8Array.from(raw), Uint8Array.from(data));
    },
  };
}

/** r‖s of fixed length, as WebCrypto wants it, from the DER SEQUENCE of X9.62; undefined when it is malformed. */
function rawEcdsaSignature(curve: keyof typeof COORDINATE_OCTETS, der: Uint8Array): Uint8Array | undefined {
  const size = COORDINATE_OCTETS[curve];
  try {
    return readDer(der, (reader) => {
      const pair = reader.sequence();
      const r = leftPadded(pair.unsignedOctets(), size);
      const s = leftPadded(pair.unsignedOctets(), size);
      pair.end();
      return r && s && concatBytes(r, s);
    });
  } catch {
    return undefined;
  }
}

function leftPadded(octets: Uint8Array, size: number): Uint8Array | undefined {
  if (octets.length > size) return undefined;
  return concatBytes(new Uint8Array(size - octets.length), octets);
}
