import { resolveSrv } from 'node:dns/promises';

/** The members that DNS names for a `mongodb+srv` connection string (MongoDB's specification "Initial DNS Seedlist Discovery"). */
export async function membersOf(host: string): Promise<readonly { readonly host: string; readonly port: number }[]> {
  const found = await resolveSrv(`_mongodb._tcp.${host}`);
  return found.map(({ name, port }) => ({ host: name, port }));
}
