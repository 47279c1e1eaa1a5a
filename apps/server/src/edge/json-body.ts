import type { FastifyInstance } from 'fastify';
import { Refusal } from '../platform/refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The exact octets of a JSON body, which idempotency compares. */
    rawBody: Uint8Array | undefined;
  }
}

/** Our schemas need four levels; what is nested a thousandfold only wears out the stack of whoever walks it. */
const MAX_DEPTH = 32;

/** Reads JSON strictly (UTF-8, no `__proto__`, not nested without end) and keeps the octets it was read from. */
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
    parse(request, text, (error, value) => {
      if (error === null && nestedTooDeep(value))
        done(new Refusal('invalid-request', `nested deeper than ${MAX_DEPTH}`));
      else done(error, value);
    });
  });
}

/** Level by level, not by recursion: depth is what must not be trusted here. */
function nestedTooDeep(value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
