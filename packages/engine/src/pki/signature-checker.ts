import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { checkSignature, type SignatureOutcome } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import type { PlatformCrypto } from './platform-crypto.ts';

/** A signed object: certificate or CRL. */
export interface Signed {
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** Checks issuer signatures within a budget, each pair once: hostile certificate sets cannot cause unbounded work. */
export interface SignatureChecker {
  /** `exhausted` once the budget is spent. */
  check(signed: Signed, issuer: Certificate): Promise<SignatureOutcome | 'exhausted'>;
  readonly exhausted: boolean;
}

/** Questions answered from memory count too, else many cross-certificates make a maze of known links. */
const QUESTIONS_PER_SIGNATURE = 10;

export function signatureChecker(budget: number, platform?: PlatformCrypto): SignatureChecker {
  const known = new Map<Signed, Map<Certificate, SignatureOutcome>>();
  let left = budget;
  let questionsLeft = budget * QUESTIONS_PER_SIGNATURE;
  let exhausted = false;
  return {
    get exhausted() {
      return exhausted;
    },
    check: async (signed, issuer) => {
      const outcomes = known.get(signed) ?? new Map<Certificate, SignatureOutcome>();
      const earlier = outcomes.get(issuer);
      if (questionsLeft === 0 || (earlier === undefined && left === 0)) {
        exhausted = true;
        return 'exhausted';
      }
      questionsLeft--;
      if (earlier !== undefined) return earlier;
      left--;
      const { signatureAlgorithm, signature, tbs } = signed;
      const outcome = await checkSignature(signatureAlgorithm, issuer.spki, signature, tbs, platform);
      outcomes.set(issuer, outcome);
      known.set(signed, outcomes);
      return outcome;
    },
  };
}
