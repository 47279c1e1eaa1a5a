import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { Refusal } from '../platform/refusal.ts';
import { type Authentication, authenticate } from './authenticate.ts';
import { closeConnectionsAtEnd } from './connections.ts';
import { failureOf, sendProblem } from './problem.ts';
import { rememberRoutes } from './routes-by-path.ts';
import { validatorCompiler } from './validation.ts';

/** Largest request body, octets: room for 8 MiB of content in Base64. */
export const DEFAULT_BODY_LIMIT = 12 * 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** The exact octets of a JSON body, which idempotency compares. */
    rawBody: Uint8Array | undefined;
  }
}

export interface HttpServerOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly authentication: Authentication;
  readonly bodyLimit?: number;
}

/** A server with everything that holds for every route: ids, schemas, problems, headers, callers, figures. Routes come after. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const bodyLimit = options.bodyLimit ?? DEFAULT_BODY_LIMIT;
  const app = Fastify({
    bodyLimit,
    logger: false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    requestTimeout: 120_000,
    routerOptions: { maxParamLength: 512 },
  });
  app.setValidatorCompiler(validatorCompiler as Parameters<FastifyInstance['setValidatorCompiler']>[0]);
  closeConnectionsAtEnd(app);
  handleErrors(app, options.log, bodyLimit);
  parseJson(app);
  await app.register(cookie);
  await app.register(formbody);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    hsts: false,
  });
  observe(app, options);
  authenticate(app, options.authentication);
  const routesByPath = rememberRoutes(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = routesByPath.methodsOf(request.url);
    if (methods.length === 0) return sendProblem(request, reply, failureOf(new Refusal('not-found'), bodyLimit));
    reply.header('allow', methods.join(', '));
    return sendProblem(request, reply, failureOf(new Refusal('method-not-allowed'), bodyLimit));
  });
  return app;
}

/** For applications of our own origin. Styles inline, because antd writes them; no `upgrade-insecure-requests`, because hospitals also run without TLS. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'", 'blob:'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

function handleErrors(app: FastifyInstance, log: Log, bodyLimit: number): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const failure = failureOf(error, bodyLimit);
    if (failure.code === 'internal-error' || failure.code === 'not-ready') {
      log.error({ requestId: request.id, route: routeOf(request), error }, 'request failed');
    }
    // Read what is still coming, so that the sender sees the answer instead of a broken connection.
    if (failure.code === 'content-too-large') {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    return sendProblem(request, reply, failure);
  });
}

function parseJson(app: FastifyInstance): void {
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

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}

function observe(app: FastifyInstance, { log, metrics }: HttpServerOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode };
    metrics.request(labels, reply.elapsedTime / 1000);
    const caller = request.caller?.kind === 'system' ? request.caller.systemCode : request.caller?.jobNo;
    log.info({ requestId: request.id, ...labels, ms: Math.round(reply.elapsedTime * 10) / 10, caller }, 'request');
  });
}
