/**
 * How often somebody who stays with a migration asks for what is not asked for at each look, which is the migration itself
 * alone. Together with that it makes at most two requests to Atlas for each look, on the average: Atlas limits requests per project, and more than one person
 * and one job may follow.
 */
export const pace = {
  /** The gates of a cutover: both deployments, which are nobody's limit. Their users are asked for seldom. */
  gates: { everyMs: 60_000 },
  /**
   * What changes seldom, and is a request to Atlas or the manager each time: the migration host in Atlas, the access list
   * (two), the agents, the users of the destination. So long ago and so many looks, so that whoever looks once in ten
   * minutes does not ask for it each time either.
   */
  seldom: { everyMs: 5 * 60_000, everyLooks: 5 },
} as const;

/** Whether it is time to ask anew for what changes seldom, of how long ago and how many looks ago it was asked for. */
export function isSeldomDue(ms: number, looks: number): boolean {
  return ms >= pace.seldom.everyMs && looks >= pace.seldom.everyLooks;
}
