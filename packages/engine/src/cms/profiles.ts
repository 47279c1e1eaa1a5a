import { OID } from '../asn1/oids.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../pki/algorithm-identifier.ts';

/** What is written: `gm` per GB/T 35275 (PKCS#7 v1.5 shape, national identifiers), `rfc` per RFC 5652. */
export type CmsProfile = 'gm' | 'rfc';

export interface WritingProfile {
  readonly signedData: string;
  readonly data: string;
  readonly digest: AlgorithmIdentifier;
  readonly signature: AlgorithmIdentifier;
}

/** GM messages carry NULL parameters, as CFCA and gmsm write them; RFC 5754 style leaves them out. */
export const WRITING_PROFILES: Readonly<Record<CmsProfile, WritingProfile>> = {
  gm: {
    signedData: OID.gmSignedData,
    data: OID.gmData,
    digest: algorithmIdentifier(OID.sm3, 'null'),
    signature: algorithmIdentifier(OID.sm2Signature, 'null'),
  },
  rfc: {
    signedData: OID.signedData,
    data: OID.data,
    digest: algorithmIdentifier(OID.sm3),
    signature: algorithmIdentifier(OID.sm2WithSm3),
  },
};

/**
 * What a verifier accepts, named by its caller for each counterparty and never guessed:
 * `gm-without-attributes` as CFCA SADK signs, `pkcs7-sm2` for products that put GM signatures under PKCS#7 identifiers.
 */
export type VerificationProfile = CmsProfile | 'gm-without-attributes' | 'pkcs7-sm2';

export interface VerificationRules {
  readonly signedData: string;
  /** Accepted types of data content. Vendors mix the families, so for GM the attribute need not repeat the field. */
  readonly dataTypes: readonly string[];
  readonly contentTypeMustAgree: boolean;
  readonly sm2Signatures: readonly string[];
  /** A message is one or the other: signed attributes can be passed off as content and content as attributes. */
  readonly signedAttributes: 'required' | 'forbidden';
  readonly foreignAlgorithms: boolean;
}

const GM: VerificationRules = {
  signedData: OID.gmSignedData,
  dataTypes: [OID.gmData, OID.data],
  contentTypeMustAgree: false,
  sm2Signatures: [OID.sm2Signature, OID.sm2WithSm3],
  signedAttributes: 'required',
  foreignAlgorithms: false,
};

export const VERIFICATION_PROFILES: Readonly<Record<VerificationProfile, VerificationRules>> = {
  gm: GM,
  'gm-without-attributes': { ...GM, signedAttributes: 'forbidden' },
  rfc: {
    signedData: OID.signedData,
    dataTypes: [OID.data],
    contentTypeMustAgree: true,
    sm2Signatures: [OID.sm2WithSm3],
    signedAttributes: 'required',
    foreignAlgorithms: true,
  },
  'pkcs7-sm2': { ...GM, signedData: OID.signedData },
};
