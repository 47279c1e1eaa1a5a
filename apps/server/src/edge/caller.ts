import type { Permission, Role } from '@medsign/contract/permissions';
import type {} from 'fastify';

/** Who is behind a request, decided once by `edge/authenticate.ts`. */
export type Caller =
  | { readonly kind: 'system'; readonly systemCode: string; readonly clientId: string }
  | {
      readonly kind: 'person';
      readonly personId: string;
      readonly jobNo: string;
      readonly name: string;
      readonly roles: readonly Role[];
      readonly permissions: ReadonlySet<Permission>;
      readonly departments: readonly string[];
    };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every authenticated route. */
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** `public` needs nobody; a list names the callers let in. Every route says one (checked at start). */
    access?: 'public' | readonly ('system' | 'person' | Permission)[];
  }
}
