/**
 * Does all tasks, so many at a time; the first one that fails ends it, once those that are under way have ended.
 *
 * @param begin what a lane does its tasks with, one after the other
 */
export async function inLanes<Task>(
  tasks: readonly Task[],
  lanes: number,
  begin: () => (task: Task) => Promise<void>,
): Promise<void> {
  const waiting = tasks[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async () => {
    const work = begin();
    for (const task of waiting) {
      try {
        await work(task);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}
