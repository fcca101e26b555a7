import type { MongoClient } from 'mongodb';
import { z } from 'zod';

const Hello = z.looseObject({ msg: z.string().optional() });

/** Whether a mongos answers, which only one says: "isdbgrid". */
export async function saysRouter(client: MongoClient): Promise<boolean> {
  return Hello.parse(await client.db('admin').command({ hello: 1 })).msg === 'isdbgrid';
}
