/** What becomes of something of the source in Atlas. */
export const planStates = ['create', 'exists', 'by-hand', 'not-needed'] as const;
export type PlanState = (typeof planStates)[number];

const texts: Readonly<Record<PlanState, string>> = {
  create: 'to create',
  exists: 'is in Atlas',
  'by-hand': 'by hand',
  'not-needed': 'not needed in Atlas',
};

/** How it is told. */
export function stateText(state: PlanState): string {
  return texts[state];
}

/** `1 to create, 2 not needed in Atlas`; empty for none. */
export function stateCounts(planned: readonly { readonly state: PlanState }[]): string {
  return planStates
    .flatMap((state) => {
      const { length } = planned.filter((one) => one.state === state);
      return length === 0 ? [] : [`${length} ${stateText(state)}`];
    })
    .join(', ');
}
