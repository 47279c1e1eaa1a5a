import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { EscrowedKeyList, EscrowedKeyQuery, KeyRecoveryListQuery, KeyRecoveryPage } from '@medsign/contract/keys';
import { toBase64 } from '@medsign/engine/bytes/base64';
import type { FastifyInstance } from 'fastify';
import { findPersonByJobNo } from '../identity/index.ts';
import { Refusal } from '../platform/refusal.ts';
import { type KeyRouteDeps, REFUSED, TAGS, viewOf } from './routes-shared.ts';
import { readKeysOf, readRecoveries } from './store.ts';

/** A cursor is the id of the last request shown. */
const CURSOR = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is in escrow, and who asked for it. */
export function readRoutes(deps: KeyRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.get(
      '/v1/escrowed-keys',
      {
        config: { access: ['keys:recover', 'keys:approve'] },
        schema: {
          tags: TAGS,
          summary: '某人员的托管密钥 · Keys in escrow of a person',
          querystring: EscrowedKeyQuery,
          response: { 200: EscrowedKeyList, ...REFUSED },
        },
      },
      async (request) => {
        const person = await findPersonByJobNo(deps.database, request.query.jobNo);
        if (person === undefined) throw new Refusal('unknown-person');
        const keys = await readKeysOf(deps.database, person.id);
        const items = keys.map(({ keyId, publicKey, createdAt, destroyedAt, ledgerIndex }) => ({
          keyId,
          publicKey: toBase64(publicKey),
          createdAt: createdAt.toISOString(),
          destroyedAt: destroyedAt?.toISOString() ?? null,
          ledger: { index: ledgerIndex },
        }));
        return { items };
      },
    );

    app.get(
      '/v1/key-recoveries',
      {
        config: { access: ['keys:recover', 'keys:approve'] },
        schema: {
          tags: TAGS,
          summary: '密钥恢复申请列表 · List key recoveries',
          querystring: KeyRecoveryListQuery,
          response: { 200: KeyRecoveryPage, ...REFUSED },
        },
      },
      async (request) => {
        const { cursor, limit = 50, ...filter } = request.query;
        if (cursor !== undefined && !CURSOR.test(cursor)) throw new Refusal('invalid-request', '分页游标无效');
        const at = deps.clock.now();
        // One more than asked for tells whether there is a next page.
        const found = await readRecoveries(deps.database, filter, { before: cursor, limit: limit + 1, at });
        const shown = found.slice(0, limit);
        const next = found.length > limit ? shown.at(-1)?.id : undefined;
        return { items: shown.map((recovery) => viewOf(recovery, at)), ...(next !== undefined && { next }) };
      },
    );
  };
}
