import type { ProblemDocument } from '@medsign/contract/common';
import { PROBLEMS, type ProblemCode } from '@medsign/contract/problem-codes';
import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../platform/refusal.ts';
import { languageOf } from './language.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What went wrong, before it is put into words for one reader. */
export interface Failure {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** What Fastify says by its own error codes. */
const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'content-too-large',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_ERR_BAD_URL: 'invalid-request',
  FST_ERR_MAX_PARAM_LENGTH: 'invalid-request',
  FST_STATIC_FORBIDDEN_PATH: 'not-found',
  FST_ERR_REOPENED_CLOSE_SERVER: 'not-ready',
};

/** The database is away or going away: SQLSTATE class 57P, too many connections, and what the socket says. */
const DATABASE_AWAY = new Set(['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT']);

/** SQLSTATE disk_full, and what the file system says. Nothing half was kept: the transaction failed. */
const STORAGE_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/**
 * The one mapping of errors to problems. What is not known is `internal-error`, with nothing of the error in it.
 * `bodyLimit` is in octets.
 */
export function failureOf(error: unknown, bodyLimit: number): Failure {
  if (error instanceof Refusal) return { code: error.code, detail: error.detail, extra: error.extra };
  if (error instanceof Asn1Error) return { code: 'malformed-der', detail: error.message, extra: { der: error.code } };
  const { code, statusCode, validation, validationContext, message } = (error ?? {}) as FastifyLikeError;
  if (validation !== undefined) return invalidRequest(validation, validationContext ?? 'body');
  const known = FASTIFY_CODES[code ?? ''];
  if (known === 'content-too-large') return tooLarge(bodyLimit);
  if (known !== undefined) return { code: known, detail: undefined, extra: {} };
  if (STORAGE_FULL.has(code ?? '')) return { code: 'storage-full', detail: undefined, extra: {} };
  if (DATABASE_AWAY.has(code ?? '')) return { code: 'not-ready', detail: undefined, extra: {} };
  if (statusCode === 400 && code?.startsWith('FST_ERR_')) {
    return { code: 'invalid-request', detail: message, extra: {} };
  }
  // Below the framework (static files, parsers) a 4xx still says that the request is wrong; its text is not for callers.
  if (statusCode === 403 || statusCode === 404) return { code: 'not-found', detail: undefined, extra: {} };
  if (statusCode === 400) return { code: 'invalid-request', detail: undefined, extra: {} };
  return { code: 'internal-error', detail: undefined, extra: {} };
}

interface FastifyLikeError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly validation?: readonly ValidationError[];
  readonly validationContext?: string;
}

interface ValidationError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

function invalidRequest(validation: readonly ValidationError[], context: string): Failure {
  const errors = validation
    // `schema is false` only repeats, at the unknown field, what `additionalProperties` says with its name.
    .filter((one) => one.keyword !== 'boolean')
    .slice(0, 10)
    .map((one) => ({ path: `${context}${one.instancePath}`, message: messageOf(one) }));
  return {
    code: 'invalid-request',
    detail: errors.map((one) => `${one.path}: ${one.message}`).join('; '),
    extra: { errors },
  };
}

function messageOf(error: ValidationError): string {
  const unknown = error.params?.additionalProperties;
  if (error.keyword === 'additionalProperties' && Array.isArray(unknown)) return `unknown field ${unknown.join(', ')}`;
  return error.message;
}

function tooLarge(limit: number): Failure {
  const mebibytes = Math.floor(limit / (1024 * 1024));
  const detail =
    `请求体上限 ${mebibytes} MiB。更大的内容请只提交摘要：content: {"sm3": "…", "size": n}。 ` +
    `The request body may have ${mebibytes} MiB. For larger content send its digest: content: {"sm3": "…", "size": n}.`;
  return { code: 'content-too-large', detail, extra: { limit } };
}

/** Sends the problem document (RFC 9457) in the reader's language. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply {
  const entry = PROBLEMS[failure.code];
  const document: ProblemDocument & Record<string, unknown> = {
    ...failure.extra,
    type: `urn:medsign:problem:${failure.code}`,
    code: failure.code,
    title: entry[languageOf(request.headers['accept-language'])],
    status: entry.status,
    ...(failure.detail !== undefined && { detail: failure.detail }),
    requestId: request.id,
  };
  if (entry.status === 401) reply.header('www-authenticate', 'Bearer realm="medsign"');
  if (entry.status === 503 || entry.status === 429) reply.header('retry-after', '5');
  // A response schema of the route describes its answers, not this document.
  return reply
    .code(entry.status)
    .header('cache-control', 'no-store')
    .header('content-language', languageOf(request.headers['accept-language']))
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(document);
}
