import type { FastifyInstance } from 'fastify';
import { Refusal } from '../platform/refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The exact octets of a JSON body, which idempotency compares. */
    rawBody: Uint8Array | undefined;
  }
}

/** Reads JSON strictly (UTF-8, no `__proto__`) and keeps the octets it was read from. */
export function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  app.decorateRequest('rawBody', undefined);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.rawBody = body;
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      done(new Refusal('invalid-request', 'The body is not UTF-8.'));
      return;
    }
    parse(request, text, done);
  });
}
