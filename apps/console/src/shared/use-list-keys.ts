import { useEffect, useState } from 'react';
import { isTyping } from './search-box.tsx';

/**
 * J and K move through a list, Enter opens what is marked. Answers the marked index, -1 for none.
 * Keys that belong to a field or a dialog are left alone.
 */
export function useListKeys(length: number, open: ((index: number) => void) | undefined): number {
  const [marked, setMarked] = useState(-1);
  const inside = marked < length ? marked : -1;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'j') setMarked(Math.min(inside + 1, length - 1));
      if (event.key === 'k') setMarked(Math.max(inside - 1, 0));
      if (event.key === 'Enter' && inside >= 0 && !isControl(event.target)) open?.(inside);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [inside, length, open]);
  return inside;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, [role="button"], summary') !== null;
}
