import { judgeMessage } from './judge-message.ts';
import { judgeRaw } from './judge-raw.ts';
import type { Evidence } from './read-evidence.ts';
import type { Given, Verification } from './verification.ts';

/**
 * Verifies what was read with what was given, by the engine alone. Throws {@link CommandError} when something that only the person
 * can give is missing, and Asn1Error for malformed parts.
 */
export function judgeEvidence(evidence: Evidence, given: Given): Promise<Verification> {
  return evidence.format === 'raw' ? judgeRaw(evidence, given) : judgeMessage(evidence, given);
}
