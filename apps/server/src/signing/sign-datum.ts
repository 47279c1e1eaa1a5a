import { uuidv7 } from '../platform/ids.ts';
import { checkInput, lookupsIn } from './check-input.ts';
import type { SignedOrder } from './commit-records.ts';
import { type SignOptions, signOrders } from './sign-orders.ts';
import { signingKeyFor } from './signing-key.ts';
import type { SignDeps, SignInput } from './types.ts';

/**
 * Signs one datum at once. Throws the refusals of {@link checkInput} and {@link signingKeyFor}, `session-closed` when
 * the session ended meanwhile, `time-not-available`.
 */
export async function signDatum(
  deps: SignDeps,
  input: SignInput,
  options: SignOptions & { readonly workstation?: string | undefined } = {},
): Promise<SignedOrder> {
  const at = deps.clock.now();
  const checked = await checkInput(lookupsIn(deps.database), input, at);
  const key = await signingKeyFor(deps.database, deps.settings, {
    input: checked,
    workstation: options.workstation,
    at,
  });
  const order = { ...checked, recordId: uuidv7(deps.clock, deps.random), at, key, taskId: undefined };
  const [signed] = await signOrders(deps, [order], options);
  return signed as SignedOrder;
}
