import { useSyncExternalStore } from 'react';

const REMEMBERED = 'medsign.density';
const listeners = new Set<() => void>();

/** Whether lists are drawn compactly; remembered on this device, the same for every list. */
export function useCompact(): boolean {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => localStorage.getItem(REMEMBERED) === 'compact',
  );
}

export function setCompact(compact: boolean): void {
  localStorage.setItem(REMEMBERED, compact ? 'compact' : 'comfortable');
  for (const changed of listeners) changed();
}
