import { isInterruption, LivemigError } from '../core/errors.ts';
import type { Inspector } from './services.ts';
import type { Values } from './values.ts';

/** As the source itself tells it; `undefined` where nobody may ask it, or it cannot be reached. */
export async function sourceEdition(
  { inspector }: { readonly inspector: Pick<Inspector, 'deployment'> },
  { sourceUri }: Values,
): Promise<'community' | 'enterprise' | undefined> {
  if (sourceUri === undefined) return undefined;
  try {
    const { enterprise } = await inspector.deployment(sourceUri);
    return enterprise === undefined ? undefined : enterprise ? 'enterprise' : 'community';
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return undefined;
  }
}
