import type { Me } from '@medsign/contract/console-sessions';
import type { Permission } from '@medsign/contract/permissions';
import { createContext, useContext } from 'react';

export const ME_PATH = '/v1/me';
export const meKey = [ME_PATH] as const;

export const MeContext = createContext<Me | undefined>(undefined);

/** The person signed in. Only pages inside the frame may ask. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error('useMe outside of the signed-in frame');
  return me;
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
