import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../platform/log.ts';
import { Refusal } from '../platform/refusal.ts';
import { refuseBrokenHttp } from './broken-http.ts';
import { failureOf, sendProblem } from './problem.ts';
import { rememberRoutes } from './routes-by-path.ts';

/** Answers every error and every unknown address with a problem document; call before the routes. `bodyLimit` is in octets. */
export function handleErrors(app: FastifyInstance, log: Log, bodyLimit: number): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const failure = failureOf(error, bodyLimit);
    if (failure.code === 'internal-error' || failure.code === 'not-ready' || failure.code === 'storage-full') {
      log.error({ requestId: request.id, route: routeOf(request), error }, 'request failed');
    }
    // Read what is still coming, so that the sender sees the answer instead of a broken connection.
    if (failure.code === 'content-too-large') {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    return sendProblem(request, reply, failure);
  });
  const routesByPath = rememberRoutes(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = routesByPath.methodsOf(request.url);
    if (methods.length === 0) return sendProblem(request, reply, failureOf(new Refusal('not-found'), bodyLimit));
    reply.header('allow', methods.join(', '));
    return sendProblem(request, reply, failureOf(new Refusal('method-not-allowed'), bodyLimit));
  });
}

/** Server options for what is refused before any route, hook or error handler: bad addresses, broken HTTP. */
export function answersBelowRoutes(bodyLimit: number) {
  return {
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
      sendProblem(request, reply.header('x-request-id', request.id), failureOf(error, bodyLimit));
    },
    clientErrorHandler: refuseBrokenHttp,
  };
}

/** The pattern of a request's route, never the address with its values. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}
