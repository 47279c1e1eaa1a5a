import { readDer } from '../asn1/der-reader.ts';
import { OID } from '../asn1/oids.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, hasNoParameters } from '../pki/algorithm-identifier.ts';
import { checkSignature, type DigestName, digestAlgorithm, signatureAlgorithm } from '../pki/algorithms.ts';
import type { Certificate } from '../pki/certificate.ts';
import { type Check, failed, indeterminate, judge } from '../pki/check.ts';
import { type Attribute, singleValue } from './attributes.ts';
import { dangerousContent } from './dangerous-content.ts';
import { type FindSignerQuestion, findSigner } from './find-signer.ts';
import type { VerificationRules } from './profiles.ts';
import type { SignedData, SignerInfo } from './signed-data.ts';

export type SignerQuestion = FindSignerQuestion & {
  readonly message: SignedData;
  readonly rules: VerificationRules;
  /** Octets of the content; undefined when only a digest is known, or nothing. */
  readonly content: Uint8Array | undefined;
  /** Digest of the content by the named algorithm; undefined when it cannot be had. */
  readonly contentDigest: (name: DigestName) => Promise<Uint8Array | undefined>;
};

export interface SignerOutcome {
  readonly checks: readonly Check[];
  readonly certificate?: Certificate;
  /** The signer's claim. */
  readonly signingTime?: Date;
}

/** Judges one SignerInfo up to its certificate: what path, time and purpose of that certificate are is asked elsewhere. */
export async function verifySigner(question: SignerQuestion): Promise<SignerOutcome> {
  const { signer, rules } = question;
  const attributes = signer.signedAttributes?.list ?? [];
  const checks: Check[] = [algorithmCheck(question), attributesCheck(question)];
  if (signer.signedAttributes !== undefined) {
    checks.push(contentTypeCheck(question, attributes), await messageDigestCheck(question, attributes));
  }
  const found = await findSigner(question);
  checks.push(...found.checks);
  if (found.certificate === undefined) return { checks };
  const { certificate } = found;
  checks.push(await signatureCheck(question, certificate));
  const time = singleValue(attributes, OID.signingTime);
  if (time === 'repeated') checks.push(failed('signing-time', 'appears more than once'));
  const signingTime = time instanceof Uint8Array ? readDer(time, (reader) => reader.time()) : undefined;
  return { checks, certificate, ...(signingTime && rules.signedAttributes === 'required' && { signingTime }) };
}

function algorithmCheck({ signer, rules }: SignerQuestion): Check {
  const name = 'algorithms';
  const digest = digestAlgorithm(signer.digestAlgorithm.algorithm);
  const signature = signatureAlgorithm(effectiveAlgorithm(signer).algorithm);
  if (digest === undefined || signature === undefined) {
    return indeterminate(
      name,
      `not known: ${signer.digestAlgorithm.algorithm}, ${signer.signatureAlgorithm.algorithm}`,
    );
  }
  if (!hasNoParameters(signer.digestAlgorithm)) return failed(name, 'digest algorithm with parameters');
  if (digest.name === 'SHA-1') return failed(name, 'SHA-1 is not accepted');
  if (signature.digest !== undefined && signature.digest !== digest.name) {
    return failed(name, `${signature.name} over a digest by ${digest.name}`);
  }
  if (signature.scheme !== 'sm2')
    return judge(name, rules.foreignAlgorithms, `${signature.name} is not of this profile`);
  const listed = rules.sm2Signatures.includes(signer.signatureAlgorithm.algorithm);
  return judge(name, listed, `${signer.signatureAlgorithm.algorithm} is not of this profile`);
}

/** CMS may name the key's algorithm alone and leave the digest to digestAlgorithm (RFC 3370 §3.2). */
function effectiveAlgorithm(signer: SignerInfo): AlgorithmIdentifier {
  if (signer.signatureAlgorithm.algorithm !== OID.rsaEncryption) return signer.signatureAlgorithm;
  const byDigest: Readonly<Record<string, string>> = {
    [OID.sha1]: OID.sha1WithRsa,
    [OID.sha256]: OID.sha256WithRsa,
    [OID.sha384]: OID.sha384WithRsa,
    [OID.sha512]: OID.sha512WithRsa,
  };
  const combined = byDigest[signer.digestAlgorithm.algorithm];
  return combined === undefined ? signer.signatureAlgorithm : algorithmIdentifier(combined, 'null');
}

function attributesCheck({ signer, rules, content }: SignerQuestion): Check {
  const name = 'signed-attributes';
  const present = signer.signedAttributes !== undefined;
  if (rules.signedAttributes === 'required') return judge(name, present, 'there are none');
  if (present) return failed(name, 'present, but this profile signs the content itself');
  const confusing = content !== undefined && dangerousContent(content) === 'signed-attributes';
  return judge(name, !confusing, 'content is itself a set of signed attributes of another message');
}

function contentTypeCheck({ message, rules }: SignerQuestion, attributes: readonly Attribute[]): Check {
  const name = 'content-type';
  const value = singleValue(attributes, OID.contentType);
  if (!(value instanceof Uint8Array)) return failed(name, `attribute is ${value}`);
  const type = readDer(value, (reader) => reader.oid());
  if (!rules.dataTypes.includes(type)) return failed(name, `attribute names ${type}`);
  if (!rules.dataTypes.includes(message.contentType)) return failed(name, `content is ${message.contentType}`);
  return judge(name, !rules.contentTypeMustAgree || type === message.contentType, 'attribute and content differ');
}

async function messageDigestCheck(question: SignerQuestion, attributes: readonly Attribute[]): Promise<Check> {
  const name = 'message-digest';
  const value = singleValue(attributes, OID.messageDigest);
  if (!(value instanceof Uint8Array)) return failed(name, `attribute is ${value}`);
  const stated = readDer(value, (reader) => reader.octetString());
  const algorithm = digestAlgorithm(question.signer.digestAlgorithm.algorithm);
  const actual = algorithm && (await question.contentDigest(algorithm.name));
  if (actual === undefined) return indeterminate(name, 'content, or its digest by this algorithm, is not at hand');
  return judge(name, equalBytes(stated, actual), 'content is not what was signed');
}

async function signatureCheck(question: SignerQuestion, certificate: Certificate): Promise<Check> {
  const { signer, content, platform } = question;
  const signed = signer.signedAttributes?.der ?? content;
  if (signed === undefined) return indeterminate('signature', 'signed content is not at hand');
  const algorithm = effectiveAlgorithm(signer);
  const outcome = await checkSignature(algorithm, certificate.spki, signer.signature, signed, platform);
  if (outcome === 'unsupported') return indeterminate('signature', `algorithm ${algorithm.algorithm} not supported`);
  return judge('signature', outcome === 'valid', outcome === 'invalid' ? 'does not verify' : outcome);
}
