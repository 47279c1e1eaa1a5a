import { createHash } from 'node:crypto';
import { MAX_OCSP_REQUEST_BYTES, OCSP_REQUEST, OCSP_RESPONSE } from '@medsign/contract/certificates';
import { ocspErrorResponse } from '@medsign/engine/ocsp/response';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../platform/refusal.ts';
import { type OcspAnswer, ocspResponder } from './ocsp-answer.ts';
import { type CertificateRouteDeps, REFUSED, sendOctets } from './routes-shared.ts';

const RESPONSE = {
  200: {
    description: 'OCSPResponse',
    content: { [OCSP_RESPONSE]: { schema: Type.String({ format: 'binary' }) } },
  },
  ...REFUSED,
};

/** Caches keep an answer this long at most, as they do CRLs: a revocation is to be seen soon. Seconds. */
const MAX_AGE = 60;

/** `POST /ocsp` and `GET /ocsp/{Base64}` (RFC 6960 appendix A.1), in a scope of their own: here a body is octets of one media type. */
export function statusRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  const answer = ocspResponder(deps);
  const answered = async (request: FastifyRequest, query: Uint8Array): Promise<OcspAnswer> => {
    try {
      return await answer(query);
    } catch (error) {
      request.log.error({ error }, 'an OCSP request failed');
      return { der: ocspErrorResponse('internalError') };
    }
  };
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(OCSP_REQUEST, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.addContentTypeParser('*', (_request, _payload, done) => done(unsupported()));
    app.setErrorHandler((error: FastifyError, request, reply) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      reply.removeHeader('connection');
      request.raw.resume();
      return send(reply.code(200), { der: ocspErrorResponse('malformedRequest') });
    });

    app.post(
      '/ocsp',
      {
        bodyLimit: MAX_OCSP_REQUEST_BYTES,
        config: { access: 'public' },
        schema: {
          tags: ['pki'],
          summary: '证书状态 (RFC 6960) · Certificate status; refusals are OCSPResponses too',
          consumes: [OCSP_REQUEST],
          response: RESPONSE,
        },
      },
      async (request, reply) => {
        if (!(request.body instanceof Uint8Array)) throw unsupported();
        return send(reply, await answered(request, request.body));
      },
    );

    app.get(
      // Base64 may hold a slash; clients that do not escape it are understood.
      '/ocsp/*',
      {
        config: { access: 'public' },
        schema: {
          tags: ['pki'],
          summary: '证书状态，可缓存 (RFC 5019) · Certificate status; the request in Base64 or Base64url is the path',
          response: RESPONSE,
        },
      },
      async (request, reply) =>
        send(reply, await answered(request, decode((request.params as { readonly '*': string })['*']))),
    );
  };
}

/** Empty, and so malformed, for what is not Base64. */
function decode(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return new Uint8Array(0);
  return new Uint8Array(Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64'));
}

function unsupported(): Refusal {
  return new Refusal('unsupported-media-type', `send ${OCSP_REQUEST}`);
}

/** RFC 5019 §6.2; there is no Expires at nextUpdate, because a revocation does not wait for it. */
function send(reply: FastifyReply, { der, keep }: OcspAnswer): FastifyReply {
  if (keep === undefined) return sendOctets(reply.header('cache-control', 'no-store'), OCSP_RESPONSE, der);
  reply.headers({
    'cache-control': `public, no-transform, must-revalidate, max-age=${MAX_AGE}`,
    'last-modified': keep.thisUpdate.toUTCString(),
    etag: `"${createHash('sha256').update(der).digest('hex').slice(0, 32)}"`,
  });
  return sendOctets(reply, OCSP_RESPONSE, der);
}
