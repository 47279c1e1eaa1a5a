import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** `/v1/openapi.json` made from the routes' schemas, and `/v1/docs` to read it; register before the routes. */
export async function openapi(app: FastifyInstance, options: { readonly version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '医签 Medsign',
        version: options.version,
        description:
          '医院电子签名平台接口。The interface of the hospital electronic-signature platform. Errors: RFC 9457 problem documents.',
      },
      components: {
        securitySchemes: {
          system: {
            type: 'oauth2',
            flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
          },
          person: { type: 'apiKey', in: 'cookie', name: 'medsign_session' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access;
      const security = Array.isArray(access) ? securityOf(access) : [];
      return { schema: { ...schema, ...(security.length > 0 && { security }) }, url };
    },
  });
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await scope.register(swaggerUi, {
      routePrefix: '/v1/docs',
      uiConfig: { docExpansion: 'list', validatorUrl: null, url: '/v1/openapi.json' } as Record<string, unknown>,
    });
  });
  app.get('/v1/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger());
}

function securityOf(access: readonly string[]): Record<string, string[]>[] {
  const system = access.includes('system') ? [{ system: [] }] : [];
  const person = access.some((one) => one !== 'system') ? [{ person: [] }] : [];
  return [...system, ...person];
}
