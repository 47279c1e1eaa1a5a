import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>医签</title>
<body style="font-family:sans-serif;max-width:40em;margin:4em auto;line-height:1.6">
<h1>控制台尚未构建</h1><p>请在项目目录运行 <code>npm start</code>，它会自动构建控制台。</p>
<h1>The console is not built</h1><p>Run <code>npm start</code> in the project's folder: it builds the console by itself.</p>`;

/** Serves the built console under `/console/`; addresses of its pages all answer with `index.html`. */
export function staticConsole(folder: string): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(fastifyStatic, { root: folder, serve: false });
    const route = { config: { access: 'public' }, schema: { hide: true } } as const;
    app.get('/', route, async (_, reply) => reply.redirect('/console/'));
    app.get('/console', route, async (_, reply) => reply.redirect('/console/'));
    app.get<{ Params: { '*': string } }>('/console/*', route, async (request, reply) =>
      sendConsoleFile(reply, folder, request.params['*']),
    );
  };
}

function sendConsoleFile(reply: FastifyReply, folder: string, path: string): FastifyReply {
  if (!existsSync(join(folder, 'index.html'))) {
    return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT);
  }
  // Vite puts a hash of the content into the names of everything below `assets`.
  if (path.startsWith('assets/')) return reply.sendFile(path, { maxAge: '365d', immutable: true });
  if (/\.[a-z0-9]+$/i.test(path) && path !== 'index.html') return reply.sendFile(path, { maxAge: '1h' });
  return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
}
