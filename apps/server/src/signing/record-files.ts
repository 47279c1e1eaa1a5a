import { Refusal } from '../platform/refusal.ts';
import type { RecordOctets } from './reassemble.ts';
import type { RecordRow } from './store-records.ts';

export const RECORD_FILES = ['signature', 'certificate', 'timestamp', 'content'] as const;

export type RecordFileName = (typeof RECORD_FILES)[number];

export interface RecordFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A part of a record as a file. Throws Refusal `not-found` for content that never came here. */
export function recordFile(part: RecordFileName, row: RecordRow, octets: RecordOctets): RecordFile {
  const file = PARTS[part](row, octets);
  const business = row.business_no.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 48);
  return { ...file, name: `${business}-${row.id.slice(-8)}${file.name}` };
}

/** `name` is the ending. */
const PARTS: Readonly<Record<RecordFileName, (row: RecordRow, octets: RecordOctets) => RecordFile>> = {
  signature: (row, { signature }) => {
    if (row.format === 'raw') return { name: '.sig', type: 'application/octet-stream', bytes: signature };
    // RFC 8551 §3.2.1: attached content is .p7m, detached .p7s.
    return row.content_kind === 'sm3'
      ? { name: '.p7s', type: 'application/pkcs7-signature', bytes: signature }
      : { name: '.p7m', type: 'application/pkcs7-mime', bytes: signature };
  },
  certificate: (_row, { certificate }) => ({ name: '.cer', type: 'application/pkix-cert', bytes: certificate }),
  timestamp: (_row, { timestampToken }) => ({
    name: '.tst',
    type: 'application/vnd.etsi.timestamp-token',
    bytes: timestampToken,
  }),
  content: (row, { content }) => {
    if (content === undefined)
      throw new Refusal('not-found', 'the content was signed by its SM3 and is kept elsewhere');
    return row.content_kind === 'text'
      ? { name: '.txt', type: 'text/plain; charset=utf-8', bytes: content }
      : { name: '.bin', type: 'application/octet-stream', bytes: content };
  },
};
