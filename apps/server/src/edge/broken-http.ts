import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PROBLEMS } from '@medsign/contract/problem-codes';
import { PROBLEM_TYPE } from './problem.ts';

/** Reason phrases and statuses for what Node's parser refuses before there is a request. */
const BROKEN: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** Answers octets that are no HTTP request with a problem document, where the peer still listens, and closes. */
export function refuseBrokenHttp(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] = BROKEN[error.code ?? ''] ?? [400, 'Bad Request'];
  const { zh, en } = PROBLEMS['invalid-request'];
  const body = JSON.stringify({
    type: 'urn:medsign:problem:invalid-request',
    code: 'invalid-request',
    title: zh,
    status,
    detail: `${en}: ${reason}`,
    requestId: randomUUID(),
  });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
