export { type AppendedLeaf, appendLeaf, appendLeaves } from './append-leaves.ts';
export { canonicalJson, type JsonValue } from './canonical-json.ts';
export type { Actor, LeafEntry } from './leaf.ts';
export { noteExport } from './note-export.ts';
export { type ConsistencyProof, consistencyProofBetween, type InclusionProof, inclusionProofFor } from './prove.ts';
export { leafAt, listLeaves, type StoredLeaf, type TreeHead, treeHead } from './read-ledger.ts';
export { auditRoutes } from './routes.ts';
export { type LedgerReport, verifyLedger } from './verify-ledger.ts';
