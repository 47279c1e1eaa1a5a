import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Problem } from '@medsign/contract/common';
import {
  LedgerHead,
  LedgerLeafPage,
  LedgerLeafParams,
  LedgerLeafQuery,
  LedgerProof,
  LedgerProofQuery,
} from '@medsign/contract/ledger';
import { toHex } from '@medsign/engine/bytes/hex';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../edge/caller.ts';
import { Refusal } from '../platform/refusal.ts';
import { inclusionProofFor } from './prove.ts';
import { leafAt, listLeaves, type StoredLeaf, treeHead } from './read-ledger.ts';
import { type LedgerExportDeps, ledgerExportRoutes } from './routes-export.ts';

const TAGS = ['ledger'];
const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

/** Reading the ledger: head, leaves, proofs, export. */
export function auditRoutes(deps: LedgerExportDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    await app.register(ledgerExportRoutes(deps));

    app.get(
      '/v1/ledger/head',
      {
        config: { access: ['system', 'audit:read'] },
        schema: {
          tags: TAGS,
          summary: '账本当前大小与根 · Size and root of the ledger',
          response: { 200: LedgerHead, ...REFUSED },
        },
      },
      async () => {
        const { size, root } = await treeHead(deps.database);
        return { size, root: toHex(root) };
      },
    );

    app.get(
      '/v1/ledger/leaves',
      {
        config: { access: ['audit:read'] },
        schema: {
          tags: TAGS,
          summary: '审计账本条目，最新在前 · Leaves of the ledger, newest first',
          querystring: LedgerLeafQuery,
          response: { 200: LedgerLeafPage, ...REFUSED },
        },
      },
      async (request) => {
        const { cursor, limit = 50, ...filter } = request.query;
        const page = cursor === undefined ? {} : { before: decodeCursor(cursor) };
        const leaves = await listLeaves(deps.database, { ...filter, ...page, limit: limit + 1 });
        const items = leaves.slice(0, limit);
        const last = items.at(-1);
        const next = leaves.length > limit && last !== undefined ? { next: String(last.index) } : {};
        return { items: items.map(presentLeaf), ...next };
      },
    );

    app.get(
      '/v1/ledger/leaves/:index/proof',
      {
        config: { access: ['system', 'audit:read'] },
        schema: {
          tags: TAGS,
          summary: '条目在账本中的证明（RFC 6962，SM3） · Proof that a leaf is in the ledger',
          params: LedgerLeafParams,
          querystring: LedgerProofQuery,
          response: { 200: LedgerProof, ...REFUSED },
        },
      },
      async (request) => {
        const { index } = request.params;
        const proof = await inclusionProofFor(deps.database, index, request.query.size);
        const leaf = await leafAt(deps.database, index);
        return {
          index,
          size: proof.size,
          root: toHex(proof.root),
          leafHash: toHex(proof.leafHash),
          path: proof.path.map(toHex),
          ...(leaf !== undefined && maySeeBody(request.caller, leaf) ? { body: textOf(leaf.body) } : {}),
        };
      },
    );
  };
}

/** A business system sees what it did itself; everybody else's acts are for the audit administrator. */
function maySeeBody(caller: Caller | undefined, leaf: StoredLeaf): boolean {
  if (caller?.kind !== 'system') return true;
  return leaf.actor.kind === 'system' && leaf.actor.id === caller.systemCode;
}

function presentLeaf(leaf: StoredLeaf) {
  const { index, kind, at, actor, subject } = leaf;
  return { index, kind, at: at.toISOString(), actor, subject, body: textOf(leaf.body), leafHash: toHex(leaf.leafHash) };
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

function decodeCursor(cursor: string): number {
  if (!/^[0-9]{1,15}$/.test(cursor)) throw new Refusal('invalid-request', '分页游标无效');
  return Number(cursor);
}
