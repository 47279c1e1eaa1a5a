import type { SignFormat } from '@medsign/contract/data-signs';
import { buildSignedAttributes } from '@medsign/engine/cms/attributes';
import { assembleSignedData } from '@medsign/engine/cms/signed-data';

export interface ToSign {
  readonly digest: Uint8Array;
  /** Absent when only the SM3 was given. */
  readonly bytes: Uint8Array | undefined;
  readonly at: Date;
  readonly certificate: Uint8Array;
}

export interface SignedParts {
  /** DER SM2Signature. */
  readonly signature: Uint8Array;
  readonly signedAttributes: Uint8Array | undefined;
  readonly certificate: Uint8Array;
  /** Issuing authority first, root last. */
  readonly chain: readonly Uint8Array[];
  readonly bytes: Uint8Array | undefined;
  readonly timestampToken: Uint8Array;
}

interface FormatEntry {
  /** Octets the key signs, and the signed attributes when that is what they are. */
  readonly toSign: (input: ToSign) => {
    readonly message: Uint8Array;
    readonly signedAttributes: Uint8Array | undefined;
  };
  /** The answered signature, the same octets whenever it is put together from the same parts. */
  readonly assemble: (parts: SignedParts) => Uint8Array;
}

function cms(profile: 'gm' | 'rfc'): FormatEntry {
  return {
    toSign: ({ digest, at, certificate }) => {
      const signedAttributes = buildSignedAttributes({
        profile,
        messageDigest: digest,
        signingTime: at,
        signingCertificate: certificate,
      });
      return { message: signedAttributes, signedAttributes };
    },
    assemble: ({ signature, signedAttributes, certificate, chain, bytes, timestampToken }) =>
      assembleSignedData({
        profile,
        ...(bytes && { content: bytes }),
        // The root is what a verifier brings along; sending it proves nothing.
        certificates: [certificate, ...chain.slice(0, -1)],
        signers: [{ certificate, signedAttributes: signedAttributes as Uint8Array, signature, timestampToken }],
      }),
  };
}

export const FORMATS: Readonly<Record<SignFormat, FormatEntry>> = {
  'cms-gm': cms('gm'),
  cms: cms('rfc'),
  raw: {
    // Whoever has only a digest of content gets a CMS: rules.ts refuses raw over it.
    toSign: ({ bytes }) => ({ message: bytes as Uint8Array, signedAttributes: undefined }),
    assemble: ({ signature }) => signature,
  },
};
