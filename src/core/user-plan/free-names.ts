/** The source names things in each database, Atlas once for a project: `wanted`, or with the database where that is taken. */
export function freeName(wanted: string, db: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const ofDatabase = `${wanted}-${db}`;
  for (let at = 1; ; at += 1) {
    const name = at === 1 ? ofDatabase : `${ofDatabase}-${at}`;
    if (!taken.has(name)) return name;
  }
}

/** Those of `admin` keep their names, the others take what is left: in an order that is the same in each run. */
export function inNamingOrder<Named extends { readonly db: string }>(
  all: readonly Named[],
  nameOf: (one: Named) => string,
): Named[] {
  const key = (one: Named) => [one.db === 'admin' ? '' : one.db, nameOf(one)] as const;
  return [...all].sort((a, b) => order(key(a), key(b)));
}

function order([db, name]: readonly [string, string], [otherDb, otherName]: readonly [string, string]): number {
  if (db !== otherDb) return db < otherDb ? -1 : 1;
  if (name === otherName) return 0;
  return name < otherName ? -1 : 1;
}
