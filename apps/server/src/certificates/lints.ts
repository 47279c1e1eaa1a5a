import type { Certificate } from '@medsign/engine/pki/certificate';
import type { Lint, LintContext } from './lint-types.ts';
import { EXTENSION_LINTS } from './lints-extensions.ts';
import { KEY_LINTS } from './lints-keys.ts';
import { NAME_LINTS } from './lints-names.ts';
import { PROFILE_LINTS } from './lints-profile.ts';

/** Everything a certificate is held against before an authority's key is used (CA/Browser Forum BR 4.3.1.2). */
export const LINTS: readonly Lint[] = [...PROFILE_LINTS, ...KEY_LINTS, ...NAME_LINTS, ...EXTENSION_LINTS];

/** The lints a certificate breaks. */
export function lintCertificate(certificate: Certificate, context: LintContext): Lint[] {
  return LINTS.filter((lint) => !lint.holds(certificate, context));
}
