import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { OID } from '@medsign/engine/asn1/oids';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { type CertificateRevocationList, parseCrl } from '@medsign/engine/pki/crl';
import { parseTimeStampResp } from '@medsign/engine/tsp/response';
import { decodeObjects, type Encoded, readFileOctets } from './read-octets.ts';
import { CommandError, printable } from './terminal.ts';

/** Certificates of a file: one in DER or Base64, or any number in PEM. Throws {@link CommandError} when there is none. */
export function readCertificates(path: string): Certificate[] {
  return readObjects(path, 'CERTIFICATE', parseCertificate, { zh: '证书', en: 'a certificate' });
}

/** Revocation lists of a file: one in DER or Base64, or any number in PEM. Throws {@link CommandError} when there is none. */
export function readCrls(path: string): CertificateRevocationList[] {
  return readObjects(path, 'X509 CRL', parseCrl, { zh: '证书吊销列表', en: 'a revocation list' });
}

/** DER of the timestamp token in a file: the token itself, or the answer of a timestamp service. Throws {@link CommandError}. */
export function readToken(path: string): Uint8Array {
  const what = { zh: '时间戳', en: 'a timestamp token' };
  const [object] = decoded(path, what);
  if (object !== undefined && isToken(object.der)) return object.der;
  const answered = object && tokenOfAnswer(object.der);
  if (answered !== undefined && isToken(answered)) return answered;
  throw notWanted(path, what);
}

/** Whether the DER is a SignedData over TSTInfo. */
export function isToken(der: Uint8Array): boolean {
  return parsed(der, parseSignedData)?.contentType === OID.tstInfo;
}

function tokenOfAnswer(der: Uint8Array): Uint8Array | undefined {
  return parsed(der, parseTimeStampResp)?.token;
}

/** What `parse` reads, or undefined when the DER is something else. */
export function parsed<T>(der: Uint8Array, parse: (der: Uint8Array) => T): T | undefined {
  try {
    return parse(der);
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined;
    throw cause;
  }
}

interface Words {
  readonly zh: string;
  readonly en: string;
}

function readObjects<T>(path: string, label: string, parse: (der: Uint8Array) => T, what: Words): T[] {
  // A PEM bundle may hold keys and other things beside what is wanted.
  const wanted = decoded(path, what).filter((one) => one.label === undefined || one.label === label);
  if (wanted.length === 0) throw notWanted(path, what);
  return wanted.map(({ der }) => {
    try {
      return parse(der);
    } catch (cause) {
      if (cause instanceof Asn1Error) throw notWanted(path, what, cause);
      throw cause;
    }
  });
}

function decoded(path: string, what: Words): Encoded[] {
  const objects = decodeObjects(readFileOctets(path));
  if (objects === undefined) throw notWanted(path, what);
  return objects;
}

function notWanted(path: string, what: Words, cause?: Asn1Error): CommandError {
  const shown = printable(path);
  const why = cause === undefined ? '' : ` (${cause.message})`;
  return new CommandError(
    `${shown} 不是${what.zh}（应为 DER、PEM 或 Base64）${why}。`,
    `${shown} is not ${what.en} in DER, PEM or Base64${why}.`,
    { cause },
  );
}
