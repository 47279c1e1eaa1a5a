import { SIGN_FORMATS, type SignFormat } from '@medsign/contract/data-signs';
import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { sm2SignatureFromDer } from '@medsign/engine/crypto/sm2';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { parseCrl } from '@medsign/engine/pki/crl';
import { decodeObjects, textOf } from './read-octets.ts';
import { CommandError } from './terminal.ts';
import { isToken, parsed } from './trust-files.ts';

/** What FILE holds. Certificates in it lead to an anchor at best; they are never one. */
export interface Evidence {
  readonly format: 'cms' | 'raw';
  /** DER of ContentInfo, or of SM2Signature. */
  readonly signature: Uint8Array;
  /** DER of the signer's certificate, where it stands beside the signature. */
  readonly certificate: Uint8Array | undefined;
  /** DER certificates beside the signature. */
  readonly chain: readonly Uint8Array[];
  /** DER of the timestamp token, where it stands beside the signature. */
  readonly timestampToken: Uint8Array | undefined;
}

/**
 * Recognises a CMS message or raw signature in DER, PEM or Base64, and the JSON of `POST /v1/data-signs` or
 * `GET /v1/records/{id}`. Throws {@link CommandError} that says what the file is instead, as far as that can be told.
 */
export function readEvidence(octets: Uint8Array): Evidence {
  if (octets.length === 0) throw new CommandError('文件是空的。', 'The file is empty.');
  const objects = decodeObjects(octets);
  if (objects?.[0] !== undefined) return fromDer(objects[0].der);
  const text = textOf(octets);
  if (text?.trimStart().startsWith('{')) return fromJson(text);
  throw new CommandError(
    '无法识别该文件：应为 CMS 签名（DER、PEM 或 Base64）、SM2 签名值（DER）或平台返回的 JSON。',
    'The file is not recognised: a CMS signature in DER, PEM or Base64, a DER SM2Signature, or the JSON that the platform answered is expected.',
  );
}

function fromDer(der: Uint8Array): Evidence {
  const bare = { signature: der, certificate: undefined, chain: [], timestampToken: undefined };
  if (isRawSignature(der)) return { format: 'raw', ...bare };
  if (isToken(der)) throw OTHER_OBJECTS.token();
  try {
    parseSignedData(der);
    return { format: 'cms', ...bare };
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    if (parsed(der, parseCertificate) !== undefined) throw OTHER_OBJECTS.certificate();
    if (parsed(der, parseCrl) !== undefined) throw OTHER_OBJECTS.crl();
    throw new CommandError(
      `文件不是正确的签名，可能已损坏或被截断：${cause.message}。`,
      `The file is no well-formed signature, it may be damaged or cut off: ${cause.message}.`,
      { cause },
    );
  }
}

function isRawSignature(der: Uint8Array): boolean {
  return parsed(der, sm2SignatureFromDer) !== undefined;
}

const OTHER_OBJECTS = {
  token: () =>
    new CommandError(
      '这是时间戳，不是签名：请把签名文件作为 FILE，并用 --token 指定此文件。',
      'This is a timestamp token, not a signature: name the signature as FILE and this one with --token.',
    ),
  certificate: () =>
    new CommandError(
      '这是证书，不是签名：签名人证书用 --certificate 指定，受信任的根证书用 --anchors 指定。',
      'This is a certificate, not a signature: name it with --certificate (the signer) or --anchors (a trusted root).',
    ),
  crl: () =>
    new CommandError(
      '这是证书吊销列表，不是签名：请用 --crl 指定。',
      'This is a revocation list, not a signature: name it with --crl.',
    ),
} as const;

function fromJson(text: string): Evidence {
  const answer = parseJson(text);
  refuseOtherAnswers(answer);
  const signature = octetsOf(answer, 'signature');
  if (signature === undefined) {
    throw new CommandError(
      'JSON 中没有 signature：应为 POST /v1/data-signs 或 GET /v1/records/{id} 的返回内容。',
      'The JSON has no signature: the answer of POST /v1/data-signs or GET /v1/records/{id} is expected.',
    );
  }
  const { format } = answer;
  if (typeof format !== 'string' || !Object.hasOwn(SIGN_FORMATS, format)) {
    throw new CommandError(
      `JSON 中的 format 应为 ${Object.keys(SIGN_FORMATS).join('、')}。`,
      `The format in the JSON has to be one of ${Object.keys(SIGN_FORMATS).join(', ')}.`,
    );
  }
  const isRaw = (format as SignFormat) === 'raw';
  const recognised = fromDer(signature);
  if (isRaw !== (recognised.format === 'raw')) {
    throw new CommandError(
      `JSON 中的 signature 与 format（${format}）不符。`,
      `The signature in the JSON is not of the format it names (${format}).`,
    );
  }
  return {
    format: recognised.format,
    signature,
    certificate: octetsOf(answer, 'certificate'),
    chain: chainOf(answer),
    timestampToken: octetsOf(answer, 'timestampToken'),
  };
}

type Answer = Readonly<Record<string, unknown>>;

function parseJson(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Answer;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new CommandError('文件不是完整的 JSON 对象。', 'The file is no complete JSON object.');
}

/** Answers of the platform that are not signatures, told apart so that nobody searches for a fault in the file. */
function refuseOtherAnswers(answer: Answer): void {
  if (answer.status === 'queued') {
    throw new CommandError(
      '这是排队中的签署任务，尚未签名：签署完成后用 GET /v1/records/{id} 取得签名。',
      'This is a sign task that waits: nothing is signed yet. Fetch GET /v1/records/{id} once it is.',
    );
  }
  if (typeof answer.type === 'string' && answer.type.startsWith('urn:medsign:problem:')) {
    const code = answer.type.slice('urn:medsign:problem:'.length).replace(/[^a-z-]/g, '');
    throw new CommandError(
      `这是平台的拒绝答复（${code}），不是签名。`,
      `This is a refusal of the platform (${code}), not a signature.`,
    );
  }
}

function octetsOf(answer: Answer, member: string): Uint8Array | undefined {
  const value = answer[member];
  return value === undefined || value === null ? undefined : fromMember(value, member);
}

function chainOf(answer: Answer): Uint8Array[] {
  const { chain = [] } = answer;
  if (!Array.isArray(chain)) throw notBase64('chain');
  return chain.map((one: unknown) => fromMember(one, 'chain'));
}

function fromMember(value: unknown, member: string): Uint8Array {
  if (typeof value !== 'string') throw notBase64(member);
  try {
    return fromBase64(value);
  } catch (cause) {
    throw notBase64(member, cause);
  }
}

function notBase64(member: string, cause?: unknown): CommandError {
  return new CommandError(`JSON 中的 ${member} 不是 Base64。`, `${member} in the JSON is not Base64.`, { cause });
}
