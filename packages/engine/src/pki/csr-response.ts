import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { explicit, implicit, sequence, setOf } from '../asn1/der-writer.ts';
import { contextConstructedTag, TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { type Sm2KeyPair, sm2PublicKey } from '../crypto/sm2.ts';
import { Sm2Error } from '../crypto/sm2-error.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { type EnvelopedKey, encodeEnvelopedKey, openEnvelopedKey, readEnvelopedKeyMembers } from './enveloped-key.ts';

/** Certificates that one answer may hold in each of its sets: chains are short. */
const MAX_CERTIFICATES = 16;

export interface CsrResponseFields {
  /** DER: the signing certificate and its chain. */
  readonly signingCertificates: readonly Uint8Array[];
  /** Present together, or both absent. */
  readonly envelopedKey?: EnvelopedKey;
  /** DER: the encryption certificate and its chain. */
  readonly encryptionCertificates?: readonly Uint8Array[];
}

/** As read (GM/T 0092-2020 clause 8). Sets have no order: a leaf is known by its public key. */
export interface CsrResponse {
  readonly signingCertificates: readonly Certificate[];
  readonly envelopedKey?: EnvelopedKey;
  readonly encryptionCertificates: readonly Certificate[];
}

/**
 * DER of CSRResponse. The module says IMPLICIT TAGS; `keyTagging: 'explicit'` writes the key as products do that wrap it.
 * Throws RangeError without a signing certificate, or with one half of the encryption pair.
 */
export function buildCsrResponse(
  fields: CsrResponseFields,
  options: { readonly keyTagging?: 'implicit' | 'explicit' } = {},
): Uint8Array {
  const { signingCertificates, envelopedKey, encryptionCertificates = [] } = fields;
  if (signingCertificates.length === 0) throw new RangeError('there is no signing certificate');
  if ((envelopedKey === undefined) !== (encryptionCertificates.length === 0)) {
    throw new RangeError('encryption key and encryption certificate go together');
  }
  if (envelopedKey === undefined) return sequence(setOf(...signingCertificates));
  const key = encodeEnvelopedKey(envelopedKey);
  return sequence(
    setOf(...signingCertificates),
    options.keyTagging === 'explicit' ? explicit(0, key) : implicit(0, key),
    implicit(1, setOf(...encryptionCertificates)),
  );
}

/** Reads a CSRResponse whose tagged members are implicit, as the module says, or explicit. Throws Asn1Error. */
export function parseCsrResponse(der: Uint8Array): CsrResponse {
  return readDer(der, (reader) => {
    const members = reader.sequence();
    const offset = members.offset;
    const signingCertificates = readCertificates(members.setOf());
    const envelopedKey = members.optional(contextConstructedTag(0), readKey);
    const encryptionCertificates = members.optional(contextConstructedTag(1), (r) => readTaggedSet(r.context(1))) ?? [];
    members.end();
    if ((envelopedKey === undefined) !== (encryptionCertificates.length === 0)) {
      throw new Asn1Error('bad-value', 'encryption key and encryption certificate do not come together', offset);
    }
    return { signingCertificates, ...(envelopedKey !== undefined && { envelopedKey }), encryptionCertificates };
  });
}

/** Implicit: four members. Explicit: one SEQUENCE and nothing else. */
function readKey(members: DerReader): EnvelopedKey {
  const tagged = members.element(contextConstructedTag(0));
  const wrapper = members.inside(tagged);
  const first = wrapper.element(TAG.sequence);
  return readEnvelopedKeyMembers(wrapper.done ? wrapper.inside(first) : members.inside(tagged));
}

function readTaggedSet(tagged: DerReader): Certificate[] {
  if (tagged.peek() !== TAG.set) return readCertificates(tagged);
  const certificates = readCertificates(tagged.setOf());
  tagged.end();
  return certificates;
}

function readCertificates(set: DerReader): Certificate[] {
  const offset = set.offset;
  const certificates = set.all((reader) => parseCertificate(reader.element(TAG.sequence).raw));
  if (certificates.length === 0 || certificates.length > MAX_CERTIFICATES) {
    throw new Asn1Error('bad-value', `a set of 1 to ${MAX_CERTIFICATES} certificates is expected`, offset);
  }
  return certificates;
}

/** What the holder takes out of an answer. */
export interface OpenedCsrResponse {
  readonly signingCertificate: Certificate;
  readonly encryption?: { readonly certificate: Certificate; readonly keyPair: Sm2KeyPair };
}

/**
 * What the holder of the signing key gets: the certificate of that key and, when there is one, the encryption pair with its
 * certificate; d·G must be the certificate's key. Chains are not judged here (`validatePath`). Throws Sm2Error
 * `bad-public-key` when a certificate for the key is missing, and as `openEnvelopedKey` does.
 */
export function openCsrResponse(response: CsrResponse, signingPrivateKey: Uint8Array): OpenedCsrResponse {
  const signingCertificate = certificateOf(response.signingCertificates, sm2PublicKey(signingPrivateKey));
  const { envelopedKey } = response;
  if (envelopedKey === undefined) return { signingCertificate };
  const certificate = certificateOf(response.encryptionCertificates, envelopedKey.publicKey);
  const keyPair = openEnvelopedKey(envelopedKey, signingPrivateKey, certificate.spki.publicKey);
  return { signingCertificate, encryption: { certificate, keyPair } };
}

function certificateOf(certificates: readonly Certificate[], publicKey: Uint8Array): Certificate {
  const found = certificates.find(({ spki }) => spki.algorithm === 'sm2' && equalBytes(spki.publicKey, publicKey));
  if (found === undefined) throw new Sm2Error('bad-public-key', 'no certificate names this key');
  return found;
}
