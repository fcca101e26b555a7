import type { FactId, FactValues } from './facts.ts';

/** Facts about the machine that reads them, or about what was said there for one run: they say nothing of another one. */
export const ofThatMachine: readonly FactId[] = ['destinationReachable', 'dropDestination', 'canConnect', 'copyTime'];

/** Without those. */
export function thatTravel(known: Readonly<Partial<FactValues>>): Partial<FactValues> {
  const { destinationReachable: _, dropDestination: __, canConnect: ___, copyTime: ____, ...rest } = known;
  return rest;
}

/** Without what is only taken for granted where nobody has typed or asked anything: elsewhere somebody may have. */
export function thatWereSeen(known: Readonly<Partial<FactValues>>): Partial<FactValues> {
  const { accessInAtlas, destinationNames, managedAuthentication, managerIps, migrationLogins, network, ...rest } =
    known;
  return {
    ...rest,
    ...(accessInAtlas?.compared === true && { accessInAtlas }),
    ...(destinationNames !== undefined && destinationNames.length > 0 && { destinationNames }),
    ...(managedAuthentication === true && { managedAuthentication }),
    ...(managerIps !== undefined && managerIps.length > 0 && { managerIps }),
    ...(migrationLogins !== undefined && migrationLogins.length > 0 && { migrationLogins }),
    ...(network !== undefined && network !== 'public' && { network }),
  };
}
