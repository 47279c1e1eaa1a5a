/** Signed messages and timestamp tokens with real keys, for tests; each part can be made wrong on purpose. */
import { buildSignedAttributes, type SignedAttributeFields } from '../src/cms/attributes.ts';
import type { CmsProfile } from '../src/cms/profiles.ts';
import { assembleSignedData } from '../src/cms/signed-data.ts';
import { sm3 } from '../src/crypto/sm3.ts';
import { assembleToken, tokenAttributes } from '../src/tsp/token.ts';
import { encodeTstInfo, sm3Imprint, type TstInfoFields } from '../src/tsp/tst-info.ts';
import { type Holder, NOW, nextSerial, signDer } from './authority.ts';

export const TEST_POLICY = '1.2.156.99999.1.1';

export interface TokenOptions {
  readonly tstInfo?: Partial<TstInfoFields>;
  /** Signs instead of the unit. */
  readonly signWith?: Holder;
  /** Replaces the certificates in the token. */
  readonly certificates?: readonly Uint8Array[];
  readonly signedAttributes?: Uint8Array;
}

/** A token over the data by a timestamp unit, its certificate included. */
export function makeToken(unit: Holder, data: Uint8Array, options: TokenOptions = {}): Uint8Array {
  const tstInfo = encodeTstInfo({
    policy: TEST_POLICY,
    imprint: sm3Imprint(sm3(data)),
    serial: nextSerial(),
    genTime: NOW,
    accuracy: { seconds: 1 },
    tsa: unit.name,
    ...options.tstInfo,
  });
  const certificate = unit.certificate.der;
  const signedAttributes = options.signedAttributes ?? tokenAttributes({ tstInfo, certificate });
  return assembleToken({
    tstInfo,
    certificate,
    signedAttributes,
    signature: signDer((options.signWith ?? unit).key, signedAttributes),
    certificates: options.certificates ?? [certificate],
  });
}

export interface MessageOptions {
  readonly profile?: CmsProfile;
  /** Leaves the content out of the message. */
  readonly detached?: boolean;
  readonly attributes?: Partial<SignedAttributeFields>;
  /** Replaces the DER SET OF that is signed. */
  readonly signedAttributes?: Uint8Array;
  /** Signs the content itself. */
  readonly withoutAttributes?: boolean;
  readonly signWith?: Holder;
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly contentType?: string;
  /** Makes a timestamp token from the signature value. */
  readonly stamp?: (signature: Uint8Array) => Uint8Array;
}

/** SignedData over the content by one signer, the signer's certificate included. */
export function makeMessage(signer: Holder, content: Uint8Array, options: MessageOptions = {}): Uint8Array {
  const profile = options.profile ?? 'gm';
  const certificate = signer.certificate.der;
  const signedAttributes =
    options.signedAttributes ??
    buildSignedAttributes({
      profile,
      messageDigest: sm3(content),
      signingTime: NOW,
      signingCertificate: certificate,
      ...options.attributes,
    });
  const signed = options.withoutAttributes === true ? content : signedAttributes;
  const signature = signDer((options.signWith ?? signer).key, signed);
  return assembleSignedData({
    profile,
    ...(options.detached !== true && { content }),
    ...(options.contentType && { contentType: options.contentType }),
    certificates: options.certificates ?? [certificate],
    crls: options.crls ?? [],
    signers: [
      {
        certificate,
        signature,
        ...(options.withoutAttributes !== true && { signedAttributes }),
        ...(options.stamp && { timestampToken: options.stamp(signature) }),
      },
    ],
  });
}
