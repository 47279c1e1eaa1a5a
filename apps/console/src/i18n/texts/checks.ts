/** Names of the checks in verification reports. */
export const CHECK_TEXTS = {
  'checks.signature': ['签名值', 'Signature value'],
} as const;
