import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { parseCsr, verifyCsr } from '@medsign/engine/pki/csr';
import { Refusal } from '../platform/refusal.ts';

/**
 * The SM2 key of a PKCS#10 request that proves possession of it (RFC 2986, GM/T 0092), 04‖X‖Y. Throws Refusal `malformed-csr`, and
 * `profile-violation` for a key that is not SM2.
 */
export async function provenPublicKey(csr: Uint8Array): Promise<Uint8Array> {
  const request = readRequest(csr);
  if (request.spki.algorithm !== 'sm2')
    throw new Refusal('profile-violation', 'the key of the request is not an SM2 key');
  if (!(await verifyCsr(request))) throw new Refusal('malformed-csr', 'the request is not signed by the key it names');
  return request.spki.publicKey;
}

function readRequest(der: Uint8Array) {
  try {
    return parseCsr(der);
  } catch (error) {
    if (error instanceof Asn1Error) throw new Refusal('malformed-csr', error.message, { cause: error });
    throw error;
  }
}
