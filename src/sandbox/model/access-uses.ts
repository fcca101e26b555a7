import type { Identity } from '../scenario/scenario.ts';
import { asRange, covers } from './access-list.ts';
import type { AccessUse, Model } from './model.ts';

/** Counts a request for the entry of the caller's access list that let it in; a caller without a list has none. */
export function recordUse(model: Model, identity: Identity, address: string): void {
  const range = identity.accessList?.find((one) => covers([one], address));
  if (range === undefined) return;
  const use = useOf(model, identity, range);
  keep(model, { ...use, count: use.count + 1, lastUsed: { at: model.time.now(), address } });
}

/** When the entries were added, which is now. */
export function recordAdded(model: Model, identity: Identity, ranges: readonly string[]): void {
  const createdAt = model.time.now();
  for (const range of ranges) {
    const use = useOf(model, identity, range);
    keep(model, { who: use.who, range: use.range, createdAt, count: 0 });
  }
}

/** An entry that nobody has added or used is as old as the sandbox. */
export function useOf({ state, startedAt }: Model, identity: Identity, range: string): AccessUse {
  const wanted = { who: whoIs(identity), range: asRange(range) ?? range };
  const found = state.accessUses.find(({ who, range: of }) => who === wanted.who && of === wanted.range);
  return found ?? { ...wanted, createdAt: startedAt, count: 0 };
}

function keep(model: Model, use: AccessUse): void {
  const others = model.state.accessUses.filter(({ who, range }) => who !== use.who || range !== use.range);
  model.state = { ...model.state, accessUses: [...others, use] };
}

function whoIs(identity: Identity): string {
  return identity.kind === 'api-key' ? identity.publicKey : identity.clientId;
}
