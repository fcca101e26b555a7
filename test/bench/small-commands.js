import { start } from './wire-rates.js';

const documents = 1_000;
const times = 200;

/** `what` is what is asked in the numerator and in the denominator; both find the same. */
const pairs = [
  {
    what: 'aggregate [$match by _id] / find by _id',
    one: ({ many }, at) => many.aggregate([{ $match: { _id: at % documents } }]).toArray(),
    other: ({ many }, at) => many.find({ _id: at % documents }).toArray(),
    goal: 'at most 1.2',
  },
  {
    what: 'aggregate [$match, $group, $sort] / find, 10 documents',
    one: ({ few }) =>
      few.aggregate([{ $match: { at: { $gte: 0 } } }, { $group: { _id: '$at' } }, { $sort: { _id: 1 } }]).toArray(),
    other: ({ few }) =>
      few
        .find({ at: { $gte: 0 } })
        .sort({ _id: 1 })
        .toArray(),
    goal: 'at most 1.5',
  },
  {
    what: 'update by _id, a pipeline / $set',
    one: ({ many }, at) => many.updateOne({ _id: at % documents }, [{ $set: { at } }]),
    other: ({ many }, at) => many.updateOne({ _id: at % documents }, { $set: { at } }),
    goal: 'at most 1.2',
  },
];

/**
 * Microseconds of processor time that the wire server takes for a small command, next to another that does the same:
 * mostly what it takes to read the command, not to find or to write anything.
 */
export async function smallCommands(sideBySide) {
  const server = await start();
  try {
    const [many, few] = ['many', 'few'].map((name) => server.client.db('bench').collection(name));
    await many.insertMany(Array.from({ length: documents }, (_, at) => ({ _id: at, at })));
    await few.insertMany(Array.from({ length: 10 }, (_, at) => ({ _id: at, at })));
    const cost = async (command) => {
      const before = await server.processorTime();
      for (let at = 0; at < times; at += 1) await command({ many, few }, at);
      return ((await server.processorTime()) - before) / times;
    };
    const rows = [];
    for (const { what, one, other, goal } of pairs) {
      for (let warm = 0; warm < 10; warm += 1) for (const command of [one, other]) await cost(command);
      const [numerator, denominator] = await sideBySide(
        31,
        () => cost(one),
        () => cost(other),
      );
      rows.push({ what, numerator, denominator, goal });
    }
    return rows;
  } finally {
    await server.stop();
  }
}
