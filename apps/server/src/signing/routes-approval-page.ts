import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { findInstallation } from '../identity/index.ts';
import { APPROVAL_CSS, APPROVAL_JS } from './approval-assets.ts';
import { type ApprovalPageInput, approvalPage } from './approval-page.ts';
import type { SigningRouteDeps } from './routes-shared.ts';
import { stateAt } from './session-view.ts';
import { findSessionByToken } from './store-sessions.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** Anything else is answered like a token nobody has: people see a page, not a problem document. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const Page = Type.Object({ lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])) });

/** The page behind `approvalUrl`, with its style and script. */
export function approvalPageRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const open = { config: { access: 'public' as const }, schema: { hide: true } };
    app.get('/approve/approve.css', open, (_request, reply) => asset(reply, 'text/css', APPROVAL_CSS));
    app.get('/approve/approve.js', open, (_request, reply) => asset(reply, 'text/javascript', APPROVAL_JS));
    const paged = { config: open.config, schema: { hide: true, querystring: Page } };
    app.get<{ Querystring: { lang?: 'zh' | 'en' } }>('/approve', paged, (request, reply) =>
      page(deps, reply, 200, request.query.lang, { kind: 'landing' }),
    );
    app.get<{ Params: { token: string }; Querystring: { lang?: 'zh' | 'en' } }>(
      '/approve/:token',
      paged,
      async (request, reply) => {
        const { token } = request.params;
        const session = TOKEN.test(token) ? await findSessionByToken(deps.database, token) : undefined;
        if (session === undefined) return page(deps, reply, 404, request.query.lang, { kind: 'unknown' });
        const pending = stateAt(session, deps.clock.now()) === 'pending';
        const content = pending ? ({ kind: 'request', session, token } as const) : ({ kind: 'closed' } as const);
        return page(deps, reply, pending ? 200 : 410, request.query.lang, content);
      },
    );
  };
}

async function page(
  deps: SigningRouteDeps,
  reply: FastifyReply,
  status: number,
  language: 'zh' | 'en' | undefined,
  content: ApprovalPageInput['content'],
): Promise<FastifyReply> {
  const installation = await findInstallation(deps.database);
  const html = approvalPage({
    language: language ?? 'zh',
    hospital: installation?.hospitalName ?? '医签 Medsign',
    demo: installation?.mode === 'demo',
    timeZone: deps.settings.timeZone,
    content,
  });
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .send(html);
}

function asset(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).header('cache-control', 'no-cache').send(text);
}
