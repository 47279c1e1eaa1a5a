import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  SessionIdParams,
  SignSession,
  SignSessionApproval,
  SignSessionCreated,
  SignSessionDecided,
  SignSessionList,
  SignSessionListQuery,
  SignSessionRecall,
  SignSessionRequest,
} from '@medsign/contract/sign-sessions';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../edge/caller.ts';
import { findPersonByJobNo } from '../identity/index.ts';
import { Refusal } from '../platform/refusal.ts';
import { decideSession } from './approve-session.ts';
import { recallSession, type SessionCloser } from './close-session.ts';
import { requestSession } from './request-session.ts';
import { callingPerson, callingSystem, REFUSED, type SigningRouteDeps } from './routes-shared.ts';
import { sessionView } from './session-view.ts';
import { findSession, openSessionsOf } from './store-sessions.ts';

const TAGS = ['sign-sessions'];

/** Sign sessions: asked for by systems, answered and recalled by people. */
export function sessionRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(openingRoutes(deps));
    await app.register(watchingRoutes(deps));
  };
}

/** Asked for, and answered. */
function openingRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.post(
      '/v1/sign-sessions',
      {
        config: { access: ['system'] },
        schema: {
          tags: TAGS,
          summary: '申请签名授权 · Ask a person for a sign session',
          body: SignSessionRequest,
          response: { 201: SignSessionCreated, ...REFUSED },
        },
      },
      async (request, reply) => {
        const system = await callingSystem(deps, request.caller);
        return reply.code(201).send(await requestSession(deps, { system, request: request.body }));
      },
    );
    app.post(
      '/v1/sign-session-approvals',
      {
        config: { access: 'public' },
        schema: {
          tags: TAGS,
          summary: '本人同意或拒绝授权 · The person approves (with PIN) or denies',
          body: SignSessionApproval,
          response: { 200: SignSessionDecided, ...REFUSED },
        },
      },
      async (request) => {
        const { token, decision, pin } = request.body;
        const session = await decideSession(deps, { token, decision, pin });
        return {
          sessionId: session.id,
          status: decision === 'approve' ? ('active' as const) : ('denied' as const),
          expiresAt: (session.expires_at ?? session.request_expires_at).toISOString(),
        };
      },
    );
  };
}

/** Listed, watched and recalled. */
function watchingRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/sign-sessions',
      {
        config: { access: ['sessions:own', 'sessions:all'] },
        schema: {
          tags: TAGS,
          summary: '有效的签名授权 · Open sign sessions, one’s own or (security administrator) of everybody',
          querystring: SignSessionListQuery,
          response: { 200: SignSessionList, ...REFUSED },
        },
      },
      async (request) => ({ items: await listOpen(deps, request.caller, request.query) }),
    );
    app.get(
      '/v1/sign-sessions/:id',
      {
        config: { access: ['system', 'sessions:own', 'sessions:all'] },
        schema: {
          tags: TAGS,
          summary: '查询签名授权 · State of a sign session',
          params: SessionIdParams,
          response: { 200: SignSession, ...REFUSED },
        },
      },
      async (request) => {
        const session = await findSession(deps.database, request.params.id);
        if (session === undefined || !mayUse(closerOf(request.caller), session)) throw new Refusal('unknown-session');
        return sessionView(session, deps.clock.now());
      },
    );
    app.delete(
      '/v1/sign-sessions/:id',
      {
        config: { access: ['system', 'sessions:own', 'sessions:all'] },
        schema: {
          tags: TAGS,
          summary: '收回签名授权 · Recall a sign session, effective at once',
          params: SessionIdParams,
          body: SignSessionRecall,
          response: { 200: SignSession, ...REFUSED },
        },
      },
      async (request) => {
        const by = closerOf(request.caller);
        const recall = { sessionId: request.params.id, by, reason: request.body?.reason };
        return sessionView(await recallSession(deps, recall), deps.clock.now());
      },
    );
  };
}

async function listOpen(
  deps: SigningRouteDeps,
  caller: Caller | undefined,
  query: { readonly mine?: string; readonly jobNo?: string },
): Promise<SignSession[]> {
  const person = callingPerson(caller);
  const others = person.permissions.has('sessions:all') && query.mine === undefined;
  const named = others && query.jobNo ? await findPersonByJobNo(deps.database, query.jobNo) : undefined;
  if (others && query.jobNo && named === undefined) return [];
  const now = deps.clock.now();
  const rows = await openSessionsOf(deps.database, { signerId: others ? named?.id : person.personId });
  return rows
    .map((row) => sessionView(row, now))
    .filter((session) => session.status === 'active' || session.status === 'pending');
}

function closerOf(caller: Caller | undefined): SessionCloser {
  if (caller === undefined) throw new Refusal('unauthenticated');
  if (caller.kind === 'system') return caller;
  return {
    kind: 'person',
    personId: caller.personId,
    jobNo: caller.jobNo,
    mayCloseOthers: caller.permissions.has('sessions:all'),
  };
}

function mayUse(by: SessionCloser, session: { system_code: string | null; signer_id: string }): boolean {
  return by.kind === 'system'
    ? session.system_code === by.systemCode
    : session.signer_id === by.personId || by.mayCloseOthers;
}
