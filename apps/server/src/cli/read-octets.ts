import { readFileSync, statSync } from 'node:fs';
import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { readDer } from '@medsign/engine/asn1/der-reader';
import { TAG } from '@medsign/engine/asn1/tags';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import { decodePem } from '@medsign/engine/pki/pem';
import { CommandError, printable } from './terminal.ts';

/** Larger files are not read into memory. */
export const MAX_FILE_BYTES = 1024 * 1024 * 1024;

/** One DER object out of a file. */
export interface Encoded {
  /** Of the PEM block it came in. */
  readonly label: string | undefined;
  readonly der: Uint8Array;
}

/** The octets of a file. Throws {@link CommandError} that says what is wrong with it. */
export function readFileOctets(path: string): Uint8Array {
  const shown = printable(path);
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new CommandError(`${shown} 是文件夹。`, `${shown} is a folder, not a file.`);
    if (found.size > MAX_FILE_BYTES) {
      throw new CommandError(`${shown} 超过 1 GiB。`, `${shown} is larger than 1 GiB and is not read.`);
    }
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = FILE_ERRORS[code] ?? { zh: `错误 ${code}`, en: code };
    throw new CommandError(`无法读取 ${shown}：${why.zh}。`, `${shown} cannot be read: ${why.en}.`, { cause });
  }
}

const FILE_ERRORS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  ENOENT: { zh: '没有这个文件', en: 'there is no such file' },
  ENOTDIR: { zh: '路径中有一段不是文件夹', en: 'a part of the path is not a folder' },
  EACCES: { zh: '没有读取权限', en: 'you are not permitted to read it' },
};

/** The file as text when it is UTF-8, without byte order mark; otherwise undefined. */
export function textOf(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/**
 * DER objects of a file that holds DER, PEM blocks or one Base64 text; undefined when it is none of them. Whether the DER makes
 * sense is for its reader to say.
 */
export function decodeObjects(octets: Uint8Array): Encoded[] | undefined {
  if (isOneSequence(octets)) return [{ label: undefined, der: octets }];
  const text = textOf(octets);
  if (text === undefined) return undefined;
  try {
    if (text.includes('-----BEGIN ')) return decodePem(text);
    const der = fromBase64(text.replace(/\s+/g, ''));
    return isOneSequence(der) ? [{ label: undefined, der }] : undefined;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

/** Every object read here is a SEQUENCE; the Base64 of one begins with `M`, so no text is taken for it. */
function isOneSequence(octets: Uint8Array): boolean {
  try {
    return readDer(octets, (reader) => reader.element(TAG.sequence)).raw.length === octets.length;
  } catch (cause) {
    if (cause instanceof Asn1Error) return false;
    throw cause;
  }
}
