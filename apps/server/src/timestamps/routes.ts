import { Problem } from '@medsign/contract/common';
import {
  MAX_TIMESTAMP_QUERY_BYTES,
  TIMESTAMP_QUERY,
  TIMESTAMP_REPLY,
  TimestampUnitList,
} from '@medsign/contract/timestamps';
import { rejectedResponse } from '@medsign/engine/tsp/response';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../platform/refusal.ts';
import { type AnswerDeps, answerQuery } from './answer-query.ts';
import { listUnits } from './list-units.ts';

export type TimestampRouteDeps = AnswerDeps;

const TAGS = ['timestamps'];
const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

/** `POST /tsa` (RFC 3161 §3.4) and the list of units. */
export function timestampRoutes(deps: TimestampRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(tsaRoute(deps));

    app.get(
      '/v1/timestamps/units',
      {
        config: { access: ['system', 'certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '时间戳单元 · Timestamp units',
          response: { 200: TimestampUnitList, ...REFUSED },
        },
      },
      async () => ({ items: await listUnits(deps.database) }),
    );
  };
}

/** In a scope of its own: here a body is octets of one media type, and nothing else is read. */
function tsaRoute(deps: TimestampRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(TIMESTAMP_QUERY, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.addContentTypeParser('*', (_request, _payload, done) => done(unsupported()));
    app.setErrorHandler((error: FastifyError, request, reply) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      // Refused unread, whatever it says: decoding a very long integer costs more than its length.
      reply.removeHeader('connection');
      request.raw.resume();
      const text = `request exceeds ${MAX_TIMESTAMP_QUERY_BYTES} octets`;
      return sendReply(reply.code(200), rejectedResponse('badDataFormat', text));
    });

    app.post(
      '/tsa',
      {
        bodyLimit: MAX_TIMESTAMP_QUERY_BYTES,
        config: { access: 'public' },
        schema: {
          tags: TAGS,
          summary: '签发时间戳 (RFC 3161、GM/T 0033) · Timestamp; rejections are DER too, with PKIFailureInfo',
          consumes: [TIMESTAMP_QUERY],
          response: {
            200: {
              description: 'TimeStampResp',
              content: { [TIMESTAMP_REPLY]: { schema: Type.String({ format: 'binary' }) } },
            },
            ...REFUSED,
          },
        },
      },
      async (request, reply) => {
        if (!(request.body instanceof Uint8Array)) throw unsupported();
        return sendReply(reply, await answerQuery(deps, request.body));
      },
    );
  };
}

function unsupported(): Refusal {
  return new Refusal('unsupported-media-type', `send ${TIMESTAMP_QUERY}`);
}

function sendReply(reply: FastifyReply, der: Uint8Array): FastifyReply {
  return reply.header('cache-control', 'no-store').type(TIMESTAMP_REPLY).send(Buffer.from(der));
}
