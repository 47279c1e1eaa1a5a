import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Provider, { type JWK } from 'oidc-provider';
import type { Log } from '../platform/log.ts';
import { type OAuthStoreDependencies, oauthAdapter } from './oauth-store.ts';

/** Life of an access token, seconds. */
export const TOKEN_TTL = 3600;

export interface OAuthDependencies extends OAuthStoreDependencies {
  /** Where clients reach the platform, without a slash at the end. */
  readonly baseUrl: string;
  readonly verifySecret: (clientId: string, secret: string) => Promise<boolean>;
  readonly log: Log;
}

export interface OAuthServer {
  /** `POST /oauth/token` (RFC 6749 §4.4), with Basic or form authentication of the client. */
  readonly routes: (app: FastifyInstance) => Promise<void>;
  /** The client an access token was given to; undefined when it is unknown or expired. */
  readonly clientOfToken: (token: string) => Promise<string | undefined>;
}

/** OAuth 2.0 client credentials for business systems, by oidc-provider; nothing else of OpenID Connect is reachable. */
export function oauthServer(deps: OAuthDependencies): OAuthServer {
  const provider = new Provider(deps.baseUrl, {
    adapter: (model: string) => oauthAdapter(deps, model),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientDefaults: {
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
    responseTypes: [],
    scopes: [],
    jwks: { keys: [unusedKey()] },
    clientBasedCORS: () => false,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: { ClientCredentials: TOKEN_TTL },
    routes: { token: '/oauth/token' },
  });
  // Secrets are kept as hashes, so the library cannot compare them itself.
  provider.Client.prototype.compareClientSecret = function compare(this: { clientId: string }, secret: string) {
    return deps.verifySecret(this.clientId, secret);
  };
  provider.on('server_error', (_, error) => deps.log.error({ error }, 'the OAuth server failed'));
  return {
    routes: (app) => tokenRoute(app, provider.callback()),
    clientOfToken: async (token) => (await provider.ClientCredentials.find(token))?.clientId,
  };
}

/** Our tokens are opaque and unsigned, but without a key the library would take one that its source publishes. */
function unusedKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK;
}

async function tokenRoute(app: FastifyInstance, handle: ReturnType<Provider['callback']>): Promise<void> {
  // The library reads the request itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const schema = {
    tags: ['oauth'],
    summary: '获取访问令牌（client_credentials） Access token by client credentials',
    consumes: ['application/x-www-form-urlencoded'],
  };
  app.post('/oauth/token', { config: { access: 'public' }, schema }, (request, reply) => {
    reply.hijack();
    // What the hooks have set so far belongs to this answer too.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    void handle(request.raw, reply.raw);
  });
}
