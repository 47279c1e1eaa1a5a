import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type Authentication, authenticate } from './authenticate.ts';
import { closeConnectionsAtEnd } from './connections.ts';
import { answersBelowRoutes, handleErrors, routeOf } from './errors.ts';
import { parseJson } from './json-body.ts';
import { validatorCompiler } from './validation.ts';

/** Largest request body, octets: room for 8 MiB of content in Base64. */
export const DEFAULT_BODY_LIMIT = 12 * 1024 * 1024;

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
    ...answersBelowRoutes(bodyLimit),
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
