import type { Permission } from '@medsign/contract/permissions';

/** The contract names permissions in Chinese; in English their stable codes are shown. */
export function permissionNames(
  permissions: readonly Permission[],
  names: Readonly<Record<Permission, string>>,
): { readonly zh: string; readonly en: string } {
  return { zh: permissions.map((one) => names[one]).join('、'), en: permissions.join(', ') };
}
