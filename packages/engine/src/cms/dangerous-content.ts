import { TAG } from '../asn1/tags.ts';

/** What a signature over the octets would be good for besides signing a document. */
export type DangerousContent =
  | 'signed-attributes'
  | 'certificate'
  | 'certification-request'
  | 'tbs-certificate'
  | 'crl'
  | 'tst-info';

/**
 * Recognises octets that must not be signed as content: a signature over them is at the same time a signature of a CMS
 * message, a certificate, a request, a revocation list or a timestamp. Undefined for everything else.
 *
 * Shapes are matched over BER as well as DER, because verifiers elsewhere take lengths that DER forbids.
 */
export function dangerousContent(bytes: Uint8Array): DangerousContent | undefined {
  const root = wholeNode(bytes);
  return root === undefined ? pemContent(bytes) : structureOf(root);
}

interface Node {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** None of the structures to be signed has more members. */
const MAX_CHILDREN = 16;

/** The element that fills the octets completely; undefined otherwise. */
function wholeNode(bytes: Uint8Array): Node | undefined {
  const found = readNode(bytes, 0, 0);
  return found !== undefined && found.end === bytes.length ? found.node : undefined;
}

function readNode(bytes: Uint8Array, start: number, depth: number): { node: Node; end: number } | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > 32) return undefined;
  let position = start + 2;
  if (first === 0x80) {
    const end = (tag & 0x20) === 0 ? undefined : endOfContents(bytes, position, depth);
    return end === undefined ? undefined : { node: { tag, value: bytes.subarray(position, end) }, end: end + 2 };
  }
  let length = first;
  if (first > 0x80) {
    const size = first & 0x7f;
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[position++] ?? Number.NaN);
  }
  const end = position + length;
  return end <= bytes.length ? { node: { tag, value: bytes.subarray(position, end) }, end } : undefined;
}

/** Where the two zero octets that close an indefinite length begin. */
function endOfContents(bytes: Uint8Array, start: number, depth: number): number | undefined {
  let position = start;
  while (bytes[position] !== 0 || bytes[position + 1] !== 0) {
    const child = readNode(bytes, position, depth + 1);
    if (child === undefined) return undefined;
    position = child.end;
  }
  return position;
}

/** Whether the contents are elements, at least one, of which each satisfies the condition. */
function everyChild({ value }: Node, holds: (child: Node) => boolean): boolean {
  for (let position = 0; position < value.length; ) {
    const child = readNode(value, position, 0);
    if (child === undefined || !holds(child.node)) return false;
    position = child.end;
  }
  return value.length > 0;
}

/** Members of a constructed element; undefined when its contents are no elements, or too many to be one of the shapes. */
function childrenOf(node: Node): Node[] | undefined {
  const children: Node[] = [];
  const complete = everyChild(node, (child) => children.push(child) <= MAX_CHILDREN);
  return complete ? children : undefined;
}

function structureOf(root: Node): DangerousContent | undefined {
  // Signed attributes under their own tag, as SEQUENCE OF, or as they stand in a message under [0]; however many.
  if ([0x31, 0x30, 0xa0].includes(root.tag) && everyChild(root, isAttribute)) return 'signed-attributes';
  const members = root.tag === TAG.sequence ? childrenOf(root) : undefined;
  if (members === undefined) return undefined;
  if (members.length === 3 && isAlgorithm(members[1]) && members[2]?.tag === TAG.bitString) {
    const inner = toBeSigned(childrenOf(members[0] as Node) ?? []);
    if (inner !== undefined) return inner === 'tbs-certificate' ? 'certificate' : inner;
  }
  return toBeSigned(members);
}

/** Attribute ::= SEQUENCE { OID, SET OF ANY } */
function isAttribute(node: Node): boolean {
  const members = node.tag === TAG.sequence ? childrenOf(node) : undefined;
  return members?.length === 2 && members[0]?.tag === TAG.oid && members[1]?.tag === TAG.set;
}

/** AlgorithmIdentifier ::= SEQUENCE { OID, ANY OPTIONAL } */
function isAlgorithm(node: Node | undefined): boolean {
  const members = node?.tag === TAG.sequence ? childrenOf(node) : undefined;
  return members !== undefined && members[0]?.tag === TAG.oid && members.length <= 2;
}

/** SubjectPublicKeyInfo ::= SEQUENCE { AlgorithmIdentifier, BIT STRING } */
function isPublicKey(node: Node | undefined): boolean {
  const members = node?.tag === TAG.sequence ? childrenOf(node) : undefined;
  return members?.length === 2 && isAlgorithm(members[0]) && members[1]?.tag === TAG.bitString;
}

const isTime = (node: Node | undefined): boolean => node?.tag === TAG.utcTime || node?.tag === TAG.generalizedTime;
const isSequence = (node: Node | undefined): boolean => node?.tag === TAG.sequence;
const isInteger = (node: Node | undefined): boolean => node?.tag === TAG.integer;

function isValidity(node: Node | undefined): boolean {
  const members = node?.tag === TAG.sequence ? childrenOf(node) : undefined;
  return members?.length === 2 && members.every(isTime);
}

/** MessageImprint ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING } */
function isImprint(node: Node | undefined): boolean {
  const members = node?.tag === TAG.sequence ? childrenOf(node) : undefined;
  return members?.length === 2 && isAlgorithm(members[0]) && members[1]?.tag === TAG.octetString;
}

function toBeSigned(members: readonly Node[]): DangerousContent | undefined {
  // The version of a certificate is [0]; without it the serial number comes first.
  const [serial, algorithm, issuer, validity, subject, key] = members[0]?.tag === 0xa0 ? members.slice(1) : members;
  if (
    isInteger(serial) &&
    isAlgorithm(algorithm) &&
    isSequence(issuer) &&
    isValidity(validity) &&
    isSequence(subject) &&
    isPublicKey(key)
  ) {
    return 'tbs-certificate';
  }
  if (isInteger(members[0]) && isSequence(members[1]) && isPublicKey(members[2])) return 'certification-request';
  const list = isInteger(members[0]) ? members.slice(1) : members;
  if (isAlgorithm(list[0]) && isSequence(list[1]) && isTime(list[2])) return 'crl';
  if (
    isInteger(members[0]) &&
    members[1]?.tag === TAG.oid &&
    isImprint(members[2]) &&
    isInteger(members[3]) &&
    isTime(members[4])
  ) {
    return 'tst-info';
  }
  return undefined;
}

const PEM_LABELS: readonly (readonly [string, DangerousContent])[] = [
  ['CERTIFICATE', 'certificate'],
  ['X509 CERTIFICATE', 'certificate'],
  ['TRUSTED CERTIFICATE', 'certificate'],
  ['CERTIFICATE REQUEST', 'certification-request'],
  ['NEW CERTIFICATE REQUEST', 'certification-request'],
  ['X509 CRL', 'crl'],
];

/** Armour at the start of the text, white space and a byte order mark passed over. */
function pemContent(bytes: Uint8Array): DangerousContent | undefined {
  const head = new TextDecoder('utf-8').decode(bytes.subarray(0, 200)).trimStart();
  return PEM_LABELS.find(([label]) => head.startsWith(`-----BEGIN ${label}-----`))?.[1];
}
