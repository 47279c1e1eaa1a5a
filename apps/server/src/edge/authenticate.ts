import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { Refusal } from '../platform/refusal.ts';
import type { Caller } from './caller.ts';

export interface Authentication {
  /** Cookie that carries the console session. */
  readonly cookieName: string;
  /** Who holds a bearer token; undefined when it is unknown or expired. */
  readonly callerOfToken: (token: string) => Promise<Caller | undefined>;
  /** Who holds a console session; undefined when it has ended. */
  readonly callerOfSession: (sessionToken: string) => Promise<Caller | undefined>;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Decides who calls, before anything else looks at the request. Every route has to say in `config.access` who may: a route
 * without it keeps the server from starting.
 */
export function authenticate(app: FastifyInstance, authentication: Authentication): void {
  const routes: RouteOptions[] = [];
  app.decorateRequest('caller', undefined);
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const open = routes.filter((route) => route.config?.access === undefined);
    if (open.length === 0) return;
    throw new Error(`routes without config.access: ${open.map((route) => `${route.method} ${route.url}`).join(', ')}`);
  });
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined || access === 'public') return;
    const caller = await callerOf(request, authentication);
    if (caller === undefined) throw new Refusal('unauthenticated');
    if (!access.some((one) => admits(one, caller))) throw new Refusal('forbidden');
    request.caller = caller;
  });
}

async function callerOf(request: FastifyRequest, authentication: Authentication): Promise<Caller | undefined> {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
    return token === undefined ? undefined : authentication.callerOfToken(token);
  }
  const session = request.cookies[authentication.cookieName];
  if (session === undefined) return undefined;
  if (!SAFE_METHODS.has(request.method)) refuseOtherOrigin(request);
  return authentication.callerOfSession(session);
}

/** Browsers send cookies along with what other sites make them send; those say where they come from. */
function refuseOtherOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = request.headers;
  const same = site === undefined && origin !== undefined && URL.parse(origin)?.host === request.headers.host;
  if (!same) throw new Refusal('forbidden', '跨站请求被拒绝。 The request comes from another site.');
}

function admits(one: string, caller: Caller): boolean {
  if (one === 'system' || one === 'person') return caller.kind === one;
  return caller.kind === 'person' && (caller.permissions as ReadonlySet<string>).has(one);
}
