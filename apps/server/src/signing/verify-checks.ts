import type { VerificationReport } from '@medsign/contract/verify';
import { type Check, passed, skipped } from '@medsign/engine/pki/check';
import type { TokenReport } from '@medsign/engine/tsp/verify-token';

type Checks = VerificationReport['checks'];

/** Checks of a part, their names led by the part's. */
export function under(part: string, checks: readonly Check[]): Checks {
  return checks.map((check) => ({ ...check, name: `${part}.${check.name}` }));
}

/** Every check of a token and of its unit's path. */
export function tokenChecks({ checks, path }: TokenReport): Checks {
  return under('timestamp', [...checks, ...(path?.checks ?? [])]);
}

/** Says at which time the path was judged, so that nobody takes "now" for proof of the past. */
export function judgedTimeCheck(judgedAt: Date, stamped: boolean): Check {
  return stamped
    ? passed('judged-time', `timestamp, ${judgedAt.toISOString()}`)
    : skipped('judged-time', `no valid timestamp: judged at the present, ${judgedAt.toISOString()}`);
}
