import type { FastifyInstance } from 'fastify';

/** Remembers every route, to tell an unknown address from a known one asked with another method. */
export function rememberRoutes(app: FastifyInstance): { methodsOf(url: string): string[] } {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // A wildcard serves files; what it does not have is unknown, whatever the method.
    if (!url.includes('*')) routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return {
    methodsOf: (url) => {
      const path = url.split('?')[0] as string;
      return [...new Set(routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods))];
    },
  };
}

/** find-my-way's patterns: `:name` is one segment, `::` a colon. */
function patternOf(url: string): RegExp {
  const parts = url.split(/(::|:[A-Za-z0-9_]+)/).map((part) => {
    if (part === '::') return ':';
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
