import type { FastifyRequest } from 'fastify';
import type { IdempotencyClaim } from '../platform/idempotency.ts';
import { requestHash } from '../platform/idempotency-store.ts';
import { Refusal } from '../platform/refusal.ts';

/**
 * What the request's `Idempotency-Key` claims: caller, key, and the hash of method, path and exact body. Throws Refusal
 * `idempotency-key-missing`, or `invalid-request` for a key that is not 1 to 128 visible ASCII characters.
 */
export function idempotencyClaim(request: FastifyRequest): IdempotencyClaim {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') throw new Refusal('idempotency-key-missing');
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new Refusal('invalid-request', 'Idempotency-Key: 1 to 128 visible ASCII characters');
  }
  const caller = request.caller;
  if (caller === undefined) throw new Refusal('unauthenticated');
  return {
    caller: caller.kind === 'system' ? `system:${caller.systemCode}` : `person:${caller.personId}`,
    key,
    bodyHash: requestHash(request.method, request.url, request.rawBody ?? new Uint8Array()),
  };
}
