import { DerReader } from '@medsign/engine/asn1/der-reader';
import { explicit, oid, sequence } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { contextConstructedTag } from '@medsign/engine/asn1/tags';
import { concatBytes } from '@medsign/engine/bytes/bytes';

const CERTIFICATES = contextConstructedTag(0);

/** A token without its certificates field ([0] of SignedData), and that field. */
export interface SlimToken {
  readonly token: Uint8Array;
  /** The whole `[0]` element, or undefined when the token carries none. */
  readonly certificates: Uint8Array | undefined;
}

/** Takes the certificates out: every token of a unit carries the same ones, and they are not signed. */
export function slimToken(token: Uint8Array): SlimToken {
  const { members, certificates } = signedDataMembers(token);
  return { token: wrap(members), certificates };
}

/** Puts them back; the result is the token as it was issued. */
export function fullToken({ token, certificates }: SlimToken): Uint8Array {
  if (certificates === undefined) return token;
  const { members } = signedDataMembers(token);
  // RFC 5652 §5.1: version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos.
  return wrap([...members.slice(0, 3), certificates, ...members.slice(3)]);
}

function signedDataMembers(token: Uint8Array): { members: Uint8Array[]; certificates: Uint8Array | undefined } {
  const contentInfo = new DerReader(token).sequence();
  contentInfo.oid();
  const elements = contentInfo
    .context(0)
    .sequence()
    .all((reader) => reader.any());
  return {
    members: elements.filter((element) => element.tag !== CERTIFICATES).map((element) => element.raw),
    certificates: elements.find((element) => element.tag === CERTIFICATES)?.raw,
  };
}

function wrap(members: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(OID.signedData), explicit(0, sequence(concatBytes(...members))));
}
