export { createUnit, createUnits } from './create-units.ts';
export { issueToken, issueTokens, type TokenOrder } from './issue-token.ts';
export { recordTokens } from './record-tokens.ts';
export { type TimestampRouteDeps, timestampRoutes } from './routes.ts';
export type { IssuedToken, TimestampDeps, TimestampUnit } from './types.ts';
