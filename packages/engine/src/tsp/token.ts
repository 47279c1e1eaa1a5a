import { OID } from '../asn1/oids.ts';
import { buildSignedAttributes } from '../cms/attributes.ts';
import { assembleSignedData } from '../cms/signed-data.ts';
import { sm3 } from '../crypto/sm3.ts';

export interface TokenParts {
  /** DER of TSTInfo. */
  readonly tstInfo: Uint8Array;
  /** DER of the unit's certificate. */
  readonly certificate: Uint8Array;
}

/** DER SET OF the signed attributes of a token: the octets the timestamp unit signs with SM2. */
export function tokenAttributes({ tstInfo, certificate }: TokenParts): Uint8Array {
  return buildSignedAttributes({
    profile: 'rfc',
    contentType: OID.tstInfo,
    messageDigest: sm3(tstInfo),
    signingCertificate: certificate,
  });
}

export interface TokenToWrite extends TokenParts {
  /** What {@link tokenAttributes} gave. */
  readonly signedAttributes: Uint8Array;
  /** DER SM2Signature over it. */
  readonly signature: Uint8Array;
  /** DER certificates to include: the unit's and those above when the request asks (certReq), else none. */
  readonly certificates: readonly Uint8Array[];
}

/** TimeStampToken in the RFC family of identifiers, which every toolkit reads (RFC 3161 §2.4.2). */
export function assembleToken(token: TokenToWrite): Uint8Array {
  return assembleSignedData({
    profile: 'rfc',
    contentType: OID.tstInfo,
    content: token.tstInfo,
    certificates: token.certificates,
    signers: [{ certificate: token.certificate, signedAttributes: token.signedAttributes, signature: token.signature }],
  });
}
